#include "statements/statement_get.h"

#include "claimd/uuid.h"
#include "statements_read_sql.h"

static enum err ask_one(const struct statement_kind *kind, struct request *request, struct ask *ask)
{
    unsigned char id[UUID_SIZE];
    struct text rest = request->id, collection;
    ask_begin(ask, &statements_read_sql, kind->shape | STATEMENTS_READ_T_ONE | STATEMENTS_READ_T_CITATIONS, LANE_FAST);
    ask_bind(ask, STATEMENTS_READ_P_TYPE, text_of(kind->type));
    if (uuid_parse(request->id, id)) {
        ask_bind(ask, STATEMENTS_READ_P_ID, request->id);
        return ERR_NONE;
    }
    if (!text_split(&rest, '/', &collection) || rest.ptr == NULL || rest.len == 0)
        return ERR_NOT_FOUND;
    ask->shape |= STATEMENTS_READ_T_BY_KEY;
    ask_bind(ask, STATEMENTS_READ_P_COLLECTION, collection);
    ask_bind(ask, STATEMENTS_READ_P_KEY, rest);
    return ERR_NONE;
}

enum err statement_get(const struct statement_kind *kind, struct request *request, const struct rows *rows,
                       struct ask *ask)
{
    if (rows == NULL)
        return ask_one(kind, request, ask);
    if (rows->count == 0)
        return ERR_NOT_FOUND;
    void *columns = arena_alloc(&request->arena, kind->columns_size);
    if (columns == NULL)
        return ERR_INTERNAL;
    kind->columns(rows, columns);
    struct json_writer json;
    json_writer_init(&json, &request->reply.body);
    kind->write(&json, rows, 0, rows->count, columns, NULL);
    request->reply.status = 200;
    request->reply.media = MEDIA_JSON;
    request->reply.etag_prefix =
        arena_format(&request->arena, "%lld", (long long)row_int(rows, 0, rows_column(rows, "revision")));
    return request->reply.etag_prefix.ptr == NULL ? ERR_INTERNAL : buf_check(&request->reply.body);
}
