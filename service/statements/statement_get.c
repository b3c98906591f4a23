#include "statements/statement_get.h"

#include "claimd/uuid.h"
#include "listing/single.h"
#include "past/known.h"
#include "statements_read_sql.h"

enum err statement_ask(const struct statement_kind *kind, struct text at, struct ask *ask)
{
    unsigned char id[UUID_SIZE];
    struct text rest = at, collection;
    ask_begin(ask, &statements_read_sql, kind->shape | STATEMENTS_READ_T_ONE | STATEMENTS_READ_T_CITATIONS, LANE_FAST);
    ask_bind(ask, STATEMENTS_READ_P_TYPE, text_of(kind->type));
    if (uuid_parse(at, id)) {
        ask_bind(ask, STATEMENTS_READ_P_ID, at);
        return ERR_NONE;
    }
    if (!text_split(&rest, '/', &collection) || rest.ptr == NULL || rest.len == 0)
        return ERR_NOT_FOUND;
    ask->shape |= STATEMENTS_READ_T_BY_KEY;
    ask_bind(ask, STATEMENTS_READ_P_COLLECTION, collection);
    ask_bind(ask, STATEMENTS_READ_P_KEY, rest);
    return ERR_NONE;
}

enum err statement_ask_some(const struct statement_kind *kind, const struct text *ids, size_t count,
                            struct request *request, struct ask *ask)
{
    ask_begin(ask, &statements_read_sql,
              kind->shape | STATEMENTS_READ_T_ONE | STATEMENTS_READ_T_BY_IDS | STATEMENTS_READ_T_CITATIONS, LANE_FAST);
    known_ask(request, ask);
    ask_bind(ask, STATEMENTS_READ_P_TYPE, text_of(kind->type));
    return ask_bind_array(ask, STATEMENTS_READ_P_IDS, ids, count, &request->arena);
}

static enum err seek(const void *of, const struct request *request, struct ask *ask)
{
    enum err err = statement_ask(of, request->id, ask);
    known_ask(request, ask);
    return err;
}

enum err statement_get(const struct statement_kind *kind, struct request *request, const struct rows *rows,
                       struct ask *ask)
{
    return single_show(kind->form, seek, kind, request, rows, ask);
}
