#include <string.h>

#include <jansson.h>

#include "claimd/json_read.h"
#include "quotes/citation_check.h"
#include "records/record_body.h"
#include "texts/texts_api.h"
#include "texts/texts_private.h"
#include "texts_put_sql.h"
#include "writing/write_condition.h"

/* Of a source's body. */
#define BODY_MAX (8U << 20)

/* A bytea literal. */
static struct text hex(struct arena *arena, struct text bytes)
{
    char digits[2 * HASH_SHA256_SIZE + 1];
    hash_hex((const unsigned char *)bytes.ptr, bytes.len, digits);
    return arena_format(arena, "\\x%s", digits);
}

static enum err check_body(struct request *request)
{
    struct fault fault = {.code = FAULT_MALFORMED, .where = FAULT_AT_POINTER, .name = TEXT("")};
    struct text body = request->body;
    if (body.len == 0)
        fault.detail = TEXT("The text is empty.");
    else if (!text_is_utf8(body))
        fault.detail = TEXT("The text is not UTF-8.");
    else if (memchr(body.ptr, '\0', body.len) != NULL)
        fault.detail = TEXT("The text has a NUL, which the database cannot keep.");
    else
        return ERR_NONE;
    return texts_fault(request, ERR_INVALID_RECORD, fault);
}

static enum err bind_body(const struct record_body *body, struct arena *arena, struct ask *ask)
{
    struct text text;
    enum err err = arena_copy(arena, record_body_text(body), &text);
    if (err)
        return err;
    ask_bind(ask, TEXTS_PUT_P_BODY, text);
    ask_bind(ask, TEXTS_PUT_P_SALT, hex(arena, record_body_salt(body)));
    ask_bind(ask, TEXTS_PUT_P_HASH,
             hex(arena, (struct text){.ptr = (const char *)body->hash, .len = sizeof body->hash}));
    return ERR_NONE;
}

/* The source's next body, where its hash or length becomes another. */
static enum err change_body(const struct texts_change *change, struct text current, struct arena *arena,
                            struct ask *ask)
{
    struct json_fault where;
    json_auto_t *source = NULL;
    if (json_read(current, &source, &where) != ERR_NONE)
        return ERR_INTERNAL;
    json_auto_t *before = json_copy(source);
    if (json_object_set_new(source, "text_sha256", json_string(change->sha256.ptr)) != 0 ||
        json_object_set_new(source, "text_length", json_integer(change->length)) != 0)
        return ERR_INTERNAL;
    if (json_equal(source, before))
        return ERR_NONE;
    RECORD_BODY_CLEANUP struct record_body body;
    record_body_init(&body, BODY_MAX);
    enum err err = record_body_seal(&body, source);
    return err ? err : bind_body(&body, arena, ask);
}

static enum err opened(struct request *request, const struct rows *rows, struct ask *ask)
{
    struct arena *arena = &request->arena;
    struct texts_change *change;
    char hash[TEXT_HASH_SIZE];
    struct text text = TEXT_NONE;
    enum err err = texts_opened(request, rows, &change);
    if (!err)
        err = texts_quotes_stand(request, rows);
    if (err)
        return err;
    citation_text_hash(request->body, hash);
    change->length = (int64_t)text_code_points(request->body);
    err = arena_copy(arena, text_of(hash), &change->sha256);
    if (!err && params_get(&request->params, "store")->choice == 0)
        err = arena_copy(arena, request->body, &text);
    if (err)
        return err;
    ask_begin(ask, &texts_put_sql, 0, LANE_WRITE);
    ask_bind(ask, TEXTS_PUT_P_SOURCE, text_of(change->id));
    ask_bind_int(ask, TEXTS_PUT_P_EXPECTED, change->revision, arena);
    ask_bind(ask, TEXTS_PUT_P_SHA256, change->sha256);
    ask_bind_int(ask, TEXTS_PUT_P_LENGTH, change->length, arena);
    ask_bind(ask, TEXTS_PUT_P_TEXT, text);
    ask_bind(ask, TEXTS_PUT_P_LABEL, request->caller->name);
    ask_bind(ask, TEXTS_PUT_P_API_KEY, text_of(request->caller->id));
    ask->commits = true;
    request->state = change;
    return change_body(change, row_text(rows, 0, rows_column(rows, "body")), arena, ask);
}

enum err texts_put(struct request *request, const struct rows *rows, struct ask *ask)
{
    struct texts_change *change = request->state;
    bool store = params_get(&request->params, "store")->choice == 0;
    if (change == NULL && rows != NULL)
        return opened(request, rows, ask);
    if (change == NULL) {
        enum err err = write_condition_needed(request);
        texts_open(request, ask);
        return err ? err : check_body(request);
    }
    if (rows->refusal)
        return texts_refused(request, rows->refusal);
    change->revision = row_int(rows, 0, rows_column(rows, "revision"));
    request->reply.status = store && !change->stored ? 201 : 200;
    return texts_tell(request, change, store);
}
