#include "listing/single.h"

#include "claimd/uuid.h"
#include "listing/envelope.h"
#include "past/past.h"

enum err single_reply(const struct form *form, struct request *request, const struct rows *rows)
{
    if (rows->count == 0)
        return ERR_NOT_FOUND;
    void *columns = arena_alloc(&request->arena, form->columns_size);
    if (columns == NULL)
        return ERR_INTERNAL;
    form->columns(rows, columns);
    struct json_writer json;
    json_writer_init(&json, &request->reply.body);
    form->write(&json, rows, 0, rows->count, columns, NULL);
    request->reply.status = 200;
    request->reply.media = MEDIA_JSON;
    request->reply.etag_prefix =
        arena_format(&request->arena, "%lld", (long long)row_int(rows, 0, rows_column(rows, "revision")));
    return request->reply.etag_prefix.ptr == NULL ? ERR_INTERNAL : buf_check(&request->reply.body);
}

enum err single_answer(const struct form *form, struct request *request, const struct rows *rows)
{
    enum err err = single_reply(form, request, rows);
    struct envelope envelope = {0};
    if (!err)
        err = envelope_add_licences(&envelope, rows, 0, 1, &request->arena);
    return err ? err : envelope_link_header(&envelope, request);
}

void single_ask(const struct single *single, struct text at, struct ask *ask)
{
    unsigned char id[UUID_SIZE];
    ask_begin(ask, single->sql, single->one, LANE_FAST);
    if (uuid_parse(at, id)) {
        ask->shape |= single->by_id;
        ask_bind(ask, single->id, at);
    } else {
        ask_bind(ask, single->slug, at);
    }
}

static enum err handle(const void *of, struct request *request, const struct rows *rows, struct ask *ask)
{
    const struct single *single = of;
    if (rows != NULL)
        return single_answer(single->form, request, rows);
    single_ask(single, request->id, ask);
    return ERR_NONE;
}

enum err single_handle(const struct single *single, struct request *request, const struct rows *rows, struct ask *ask)
{
    const struct past_reader reader = {.read = handle, .of = single};
    return past_handle(&reader, request, rows, ask);
}
