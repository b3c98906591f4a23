#include "listing/single.h"

#include "claimd/uuid.h"
#include "listing/envelope.h"
#include "listing/fields.h"
#include "listing/include.h"
#include "past/past.h"

struct single_state {
    const char *const *fields;
    struct included *included; /* NULL: nothing */
    struct envelope envelope;  /* of which only the licences are used */
    bool shown;
};

static enum err write_record(const struct form *form, const char *const *fields, struct request *request,
                             const struct rows *rows)
{
    if (rows->count == 0)
        return ERR_NOT_FOUND;
    void *columns = arena_alloc(&request->arena, form->columns_size);
    if (columns == NULL)
        return ERR_INTERNAL;
    form->columns(rows, columns);
    struct json_writer json;
    json_writer_init(&json, &request->reply.body);
    json_write_only(&json, fields);
    form->write(&json, rows, 0, rows->count, columns, NULL);
    request->reply.status = 200;
    request->reply.media = MEDIA_JSON;
    request->reply.etag_prefix =
        arena_format(&request->arena, "%lld", (long long)row_int(rows, 0, rows_column(rows, "revision")));
    return request->reply.etag_prefix.ptr == NULL ? ERR_INTERNAL : buf_check(&request->reply.body);
}

enum err single_reply(const struct form *form, struct request *request, const struct rows *rows)
{
    return write_record(form, NULL, request, rows);
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

struct shown {
    const struct form *form;
    single_seek_fn *seek;
    const void *of;
};

static enum err begin(const struct shown *shown, struct request *request, struct ask *ask)
{
    struct single_state *state = arena_alloc(&request->arena, sizeof *state);
    if (state == NULL)
        return ERR_INTERNAL;
    request->state = state;
    enum err err = fields_read(shown->form->fields, request, &state->fields);
    if (!err)
        err = included_begin(request, INCLUDE_SINGLE, &state->fields, &state->included);
    if (err)
        return err;
    return request->faults.count > 0 ? ERR_INVALID_PARAMETERS : shown->seek(shown->of, request, ask);
}

static enum err show(struct single_state *state, const struct form *form, struct request *request,
                     const struct rows *rows)
{
    enum err err = ERR_NONE;
    if (state->included != NULL)
        err = included_piece(state->included, 1, request);
    if (!err)
        err = write_record(form, state->fields, request, rows);
    return err || state->included == NULL ? err : included_mark(state->included, rows, 0, rows->count, request);
}

static enum err handle(const void *of, struct request *request, const struct rows *rows, struct ask *ask)
{
    const struct shown *shown = of;
    struct single_state *state = request->state;
    bool whole = true;
    enum err err;
    if (rows == NULL)
        return begin(shown, request, ask);
    if (state->shown) {
        err = included_take(state->included, request, rows);
    } else {
        state->shown = true;
        err = show(state, shown->form, request, rows);
    }
    if (!err)
        err = envelope_add_licences(&state->envelope, rows, 0, rows->count, &request->arena);
    if (!err && state->included != NULL)
        err = included_ask(state->included, LANE_FAST, request, ask, &whole);
    return err || !whole ? err : envelope_link_header(&state->envelope, request);
}

enum err single_show(const struct form *form, single_seek_fn *seek, const void *of, struct request *request,
                     const struct rows *rows, struct ask *ask)
{
    const struct shown shown = {.form = form, .seek = seek, .of = of};
    const struct past_reader reader = {.read = handle, .of = &shown, .reports = true};
    return past_handle(&reader, request, rows, ask);
}

static enum err seek(const void *of, const struct request *request, struct ask *ask)
{
    single_ask(of, request->id, ask);
    return ERR_NONE;
}

enum err single_handle(const struct single *single, struct request *request, const struct rows *rows, struct ask *ask)
{
    return single_show(single->form, seek, single, request, rows, ask);
}
