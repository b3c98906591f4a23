#include "db/durable.h"

#include "db/session.h"
#include "db_durable_sql.h"

enum durable durable_check(const char *url, struct buf *words)
{
    struct ask ask;
    const struct rows *rows;
    SESSION_CLEANUP struct session *session = session_new(url, "claimd check");
    if (session == NULL || session_check(session) != ERR_NONE)
        return DURABLE_UNREACHABLE;
    ask_begin(&ask, &db_durable_sql, 0, LANE_FAST);
    if (session_ask(session, &ask, &rows) != ERR_NONE)
        return DURABLE_UNREACHABLE;
    size_t name = rows_column(rows, "name"), setting = rows_column(rows, "setting"), loses = rows_column(rows, "loses");
    for (size_t row = 0; row < rows->count; row++) {
        buf_format(words, "%s%.*s is %.*s: %.*s", row == 0 ? "" : "; ", TEXT_ARG(row_text(rows, row, name)),
                   TEXT_ARG(row_text(rows, row, setting)), TEXT_ARG(row_text(rows, row, loses)));
    }
    if (rows->count > 0)
        buf_literal(words, ". Set them to on, or allow it with CLAIMD_ALLOW_UNSAFE_DATABASE=yes");
    return rows->count > 0 ? DURABLE_NO : DURABLE_YES;
}
