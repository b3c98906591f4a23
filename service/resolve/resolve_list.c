/* Likenesses as words and as JSON. */
#include "claimd/json_write.h"
#include "resolve/resolve_private.h"
#include "resolve_about_sql.h"
#include "resolve_list_sql.h"

#define SAID_MAX  3
#define NAMED_MAX (1U << 20)

static enum err ask_named(struct session *session, const char *about, struct buf *named)
{
    struct ask ask;
    const struct rows *rows;
    ask_begin(&ask, &resolve_about_sql, 0, LANE_SLOW);
    ask_bind(&ask, RESOLVE_ABOUT_P_VALUE, text_of(about));
    enum err err = session_ask(session, &ask, &rows);
    if (err)
        return err;
    buf_text(named, row_text(rows, 0, rows_column(rows, "named")));
    return named->len > 0 ? buf_check(named) : ERR_NOT_FOUND;
}

enum err resolve_ask_list(struct session *session, const char *about, const struct rows **rows)
{
    BUF_CLEANUP struct buf named;
    buf_init(&named, NAMED_MAX);
    enum err err = about ? ask_named(session, about, &named) : ERR_NONE;
    if (err)
        return err;
    struct ask ask;
    ask_begin(&ask, &resolve_list_sql, about ? RESOLVE_LIST_T_ABOUT : 0, LANE_SLOW);
    if (about)
        ask_bind(&ask, RESOLVE_LIST_P_ABOUT, buf_view(&named));
    return session_ask(session, &ask, rows);
}

static struct text cell(const struct rows *rows, size_t row, const char *column)
{
    return row_text(rows, row, rows_column(rows, column));
}

static void write_array(struct json_writer *json, const struct rows *rows, size_t row, const char *key,
                        const char *column)
{
    struct row_array items = row_array(rows, row, rows_column(rows, column));
    struct text item;
    json_write_key(json, key);
    json_write_array_begin(json);
    while (row_array_next(&items, &item))
        json_write_string(json, item);
    json_write_array_end(json);
}

struct side {
    const char *key, *id, *slug, *name, *about, *collections, *description, *links, *said;
};

static const struct side sides[] = {
    {"one", "one_id", "one_slug", "one_name", "one_about", "one_collections", "one_description", "one_links",
     "one_said"},
    {"other", "other_id", "other_slug", "other_name", "other_about", "other_collections", "other_description",
     "other_links", "other_said"},
};

static void write_side(struct json_writer *json, const struct rows *rows, size_t row, const struct side *side)
{
    char id[UUID_TEXT_SIZE];
    row_uuid(rows, row, rows_column(rows, side->id), id);
    json_write_key(json, side->key);
    json_write_object_begin(json);
    json_write_pair(json, "id", text_of(id));
    json_write_pair(json, "slug", cell(rows, row, side->slug));
    json_write_pair(json, "name", cell(rows, row, side->name));
    json_write_pair(json, "about", cell(rows, row, side->about));
    write_array(json, rows, row, "collections", side->collections);
    json_write_pair(json, "description", cell(rows, row, side->description));
    write_array(json, rows, row, "links", side->links);
    write_array(json, rows, row, "claims", side->said);
    json_write_object_end(json);
}

void resolve_write_json(const struct rows *rows, struct buf *out)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_write_array_begin(&json);
    for (size_t row = 0; row < rows->count; row++) {
        json_write_object_begin(&json);
        json_write_pair(&json, "id", cell(rows, row, "id"));
        json_write_pair(&json, "type", cell(rows, row, "type"));
        json_write_pair(&json, "rule", cell(rows, row, "rule"));
        json_write_pair(&json, "against", cell(rows, row, "against"));
        write_side(&json, rows, row, &sides[0]);
        write_side(&json, rows, row, &sides[1]);
        write_array(&json, rows, row, "names", "names");
        write_array(&json, rows, row, "external_ids", "ids");
        write_array(&json, rows, row, "words", "words");
        write_array(&json, rows, row, "accused", "accused");
        json_write_object_end(&json);
    }
    json_write_array_end(&json);
    buf_char(out, '\n');
}

static void put_plain(struct buf *out, struct text text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool control =
            c < 0x20 || c == 0x7F || (c == 0xC2 && i + 1 < text.len && (unsigned char)text.ptr[i + 1] < 0xA0);
        if (!control)
            buf_char(out, (char)c);
        else if (c == 0xC2)
            buf_format(out, "\\u%04x", (unsigned char)text.ptr[++i]);
        else
            buf_format(out, "\\u%04x", c);
    }
}

static void put_array(struct buf *out, const struct rows *rows, size_t row, const char *before, const char *column)
{
    struct row_array items = row_array(rows, row, rows_column(rows, column));
    struct text item;
    const char *gap = before;
    while (row_array_next(&items, &item)) {
        buf_cstr(out, gap);
        put_plain(out, item);
        gap = ", ";
    }
    if (gap != before)
        buf_char(out, '\n');
}

static void put_said(struct buf *out, const struct rows *rows, size_t row, const char *column)
{
    struct row_array items = row_array(rows, row, rows_column(rows, column));
    struct text item;
    size_t count = 0;
    while (row_array_next(&items, &item)) {
        if (count++ >= SAID_MAX)
            continue;
        buf_cstr(out, "     ");
        put_plain(out, item);
        buf_char(out, '\n');
    }
    if (count > SAID_MAX)
        buf_format(out, "     and %zu more\n", count - SAID_MAX);
}

static const char *words_against(struct text against)
{
    static const struct {
        const char *against, *words;
    } all[] = {
        {"kinds", "they are of different kinds"},
        {"countries", "they are of different countries, or of none that is known"},
        {"links", "what they are part of differs"},
        {"namesakes", "persons may be namesakes"},
        {"kept_apart", "one collection has both, and keeps them apart"},
        {"rival", "another actor is as like, and their collection keeps the two apart"},
        {"name_only", "a name in common is no proof"},
        {"for_people", "common words are no proof"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (text_equal(against, text_of(all[i].against)))
            return all[i].words;
    }
    return "nothing: it is certain";
}

void resolve_write_words(const struct rows *rows, size_t row, struct buf *out)
{
    bool actors = text_equal(cell(rows, row, "type"), TEXT("same_actor"));
    buf_text(out, cell(rows, row, "id"));
    buf_cstr(out, actors ? "  the same actor?\n" : "  part of the wider incident?\n");
    for (size_t i = 0; i < 2; i++) {
        buf_format(out, "  %c  ", i == 0 ? 'A' : 'B');
        put_plain(out, cell(rows, row, sides[i].name));
        buf_cstr(out, "  [");
        put_plain(out, cell(rows, row, sides[i].slug));
        buf_cstr(out, "]");
        if (cell(rows, row, sides[i].about).len > 0) {
            buf_cstr(out, "  ");
            put_plain(out, cell(rows, row, sides[i].about));
        }
        put_array(out, rows, row, "\n     from ", sides[i].collections);
        if (cell(rows, row, sides[i].description).len > 0) {
            buf_cstr(out, "     ");
            put_plain(out, cell(rows, row, sides[i].description));
            buf_char(out, '\n');
        }
        put_array(out, rows, row, "     ", sides[i].links);
        put_said(out, rows, row, sides[i].said);
    }
    put_array(out, rows, row, "  names in common: ", "names");
    put_array(out, rows, row, "  external ids in common: ", "ids");
    put_array(out, rows, row, "  words in common: ", "words");
    put_array(out, rows, row, "  both are said to be the work of: ", "accused");
    buf_format(out, "  against it: %s\n", words_against(cell(rows, row, "against")));
}
