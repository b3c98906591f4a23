#include "quarrel/positions_json.h"

#include <string.h>

#include "refs/ref_json.h"

/* clang-format off */
#define POSITIONS_COLUMNS(X) \
    X(actor_id) X(actor_slug) X(actor_name) X(actor_kind) X(position) X(stance) \
    X(other_id) X(other_slug) X(other_name) X(other_kind) X(statement_ids) X(first_from) X(last_to)
/* clang-format on */

struct positions_columns {
#define POSITIONS_MEMBER(name) size_t name;
    POSITIONS_COLUMNS(POSITIONS_MEMBER)
#undef POSITIONS_MEMBER
};

struct positions {
    const struct rows *rows;
    struct positions_columns columns;
    struct json_writer *json;
};

static bool is(const struct positions *positions, size_t row, const char *position)
{
    return text_equal(row_text(positions->rows, row, positions->columns.position), text_of(position));
}

static void write_side(const struct positions *positions, size_t first, size_t end, const char *position,
                       const char *ids, bool stance)
{
    const struct positions_columns *columns = &positions->columns;
    struct json_writer *json = positions->json;
    json_write_array_begin(json);
    for (size_t row = first; row < end; row++) {
        if (!is(positions, row, position))
            continue;
        json_write_object_begin(json);
        if (stance)
            cell_write_text(json, "stance", positions->rows, row, columns->stance);
        ref_write_actor(json, "actor", positions->rows, row, columns->other_id, columns->other_slug,
                        columns->other_name, columns->other_kind);
        ref_write_ids(json, ids, positions->rows, row, columns->statement_ids);
        json_write_object_end(json);
    }
    json_write_array_end(json);
}

/* The earliest or latest day of what the actor says himself. */
static void write_day(const struct positions *positions, size_t first, size_t end, const char *key, size_t column,
                      bool latest)
{
    char best[11] = "", day[11];
    for (size_t row = first; row < end; row++) {
        if (is(positions, row, "accused") || !row_date(positions->rows, row, column, day))
            continue;
        int order = strcmp(day, best);
        if (best[0] == '\0' || (latest ? order > 0 : order < 0))
            memcpy(best, day, sizeof best);
    }
    json_write_pair(positions->json, key, best[0] == '\0' ? TEXT_NONE : text_of(best));
}

static void write_actor(const struct positions *positions, size_t first, size_t end)
{
    const struct positions_columns *columns = &positions->columns;
    struct json_writer *json = positions->json;
    bool silent = true;
    for (size_t row = first; row < end; row++)
        silent = silent && is(positions, row, "accused");
    json_write_object_begin(json);
    ref_write_actor(json, "actor", positions->rows, first, columns->actor_id, columns->actor_slug, columns->actor_name,
                    columns->actor_kind);
    json_write_key(json, "accuses");
    write_side(positions, first, end, "accuses", "claims", false);
    json_write_key(json, "accused_by");
    write_side(positions, first, end, "accused", "claims", false);
    json_write_key(json, "answers");
    write_side(positions, first, end, "answers", "counter_claims", true);
    json_write_key(json, "backs");
    write_side(positions, first, end, "backs", "endorsements", true);
    json_write_key(json, "silent");
    json_write_bool(json, silent);
    write_day(positions, first, end, "claimed_from", columns->first_from, false);
    write_day(positions, first, end, "claimed_to", columns->last_to, true);
    json_write_object_end(json);
}

/* Behind the last row, before `count`, of the actor of row `first`. */
static size_t positions_end(const struct rows *rows, size_t first, size_t count, size_t id)
{
    char actor[UUID_TEXT_SIZE] = "", next[UUID_TEXT_SIZE] = "";
    size_t end = first + 1;
    (void)row_uuid(rows, first, id, actor);
    while (end < count && row_uuid(rows, end, id, next) && strcmp(actor, next) == 0)
        end++;
    return end;
}

size_t positions_write(const struct rows *rows, size_t count, struct json_writer *json)
{
    struct positions positions = {.rows = rows, .json = json};
#define READ(name) positions.columns.name = rows_column(rows, #name);
    POSITIONS_COLUMNS(READ)
#undef READ
    size_t actors = 0, id = positions.columns.actor_id;
    json_write_array_begin(json);
    for (size_t first = 0, end; first < count; first = end) {
        end = positions_end(rows, first, count, id);
        write_actor(&positions, first, end);
        actors++;
    }
    json_write_array_end(json);
    return actors;
}
