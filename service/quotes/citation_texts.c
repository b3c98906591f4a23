#include "quotes/citation_check.h"

/* "/citations/2/source" */
static bool index_of(struct text place, size_t *out)
{
    struct text part;
    for (size_t i = 0; text_split(&place, '/', &part); i++) {
        int64_t index;
        if (i != 2)
            continue;
        if (!text_to_int64(part, &index) || index < 0)
            return false;
        *out = (size_t)index;
        return true;
    }
    return false;
}

enum err citation_texts_read(const struct rows *rows, size_t row, size_t count, struct arena *arena,
                             struct citation_text **out)
{
    struct row_array places = row_array(rows, row, rows_column(rows, "cited_places"));
    struct row_array hashes = row_array(rows, row, rows_column(rows, "cited_hashes"));
    struct row_array found = row_array(rows, row, rows_column(rows, "cited_texts"));
    struct citation_text *texts = arena_array(arena, count + 1, sizeof *texts);
    if (texts == NULL)
        return ERR_INTERNAL;
    for (struct text place, hash, text;
         row_array_next(&places, &place) && row_array_next(&hashes, &hash) && row_array_next(&found, &text);) {
        size_t index;
        if (!index_of(place, &index) || index >= count)
            continue;
        texts[index].hash = hash;
        texts[index].on_file = text;
    }
    *out = texts;
    return ERR_NONE;
}
