#include "resolve/resolve_link.h"

#include "resolve_link_sql.h"

enum err resolve_link(struct session *session, const char *label, struct resolve_counts *out)
{
    struct ask ask;
    const struct rows *rows;
    ask_begin(&ask, &resolve_link_sql, 0, LANE_SLOW);
    ask_bind(&ask, RESOLVE_LINK_P_LABEL, text_of(label));
    enum err err = session_ask(session, &ask, &rows);
    if (err)
        return err;
    if (rows->count != 1)
        return ERR_INTERNAL;
    *out = (struct resolve_counts){
        .linked = row_int(rows, 0, rows_column(rows, "linked")),
        .ambiguous = row_int(rows, 0, rows_column(rows, "ambiguous")),
        .wider = row_int(rows, 0, rows_column(rows, "wider")),
    };
    return ERR_NONE;
}
