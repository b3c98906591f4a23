#include "records/record_body.h"

#include "claimd/json_canonical.h"
#include "claimd/uuid.h"
#include "records/record_refs.h"

struct substitution {
    const struct record_meanings *meanings;
    struct arena *arena;
};

void record_body_init(struct record_body *body, size_t max)
{
    buf_init(&body->salted, RECORD_SALT_SIZE + max);
}

void record_body_deinit(struct record_body *body)
{
    buf_deinit(&body->salted);
}

struct text record_body_text(const struct record_body *body)
{
    return (struct text){.ptr = body->salted.ptr + RECORD_SALT_SIZE, .len = body->salted.len - RECORD_SALT_SIZE};
}

struct text record_body_salt(const struct record_body *body)
{
    return (struct text){.ptr = body->salted.ptr, .len = RECORD_SALT_SIZE};
}

static enum err substitute(void *context, struct record_ref *ref)
{
    const struct substitution *with = context;
    struct row_array pointers = with->meanings->pointers, targets = with->meanings->targets;
    for (struct text pointer, target; row_array_next(&pointers, &pointer) && row_array_next(&targets, &target);) {
        if (!text_equal(pointer, ref->pointer) || !target.ptr)
            continue;
        char id[UUID_TEXT_SIZE];
        uuid_format(target, id);
        return arena_copy(with->arena, text_of(id), &ref->replacement);
    }
    return ERR_INTERNAL;
}

enum err record_body_seal(struct record_body *body, const json_t *record)
{
    unsigned char salt[RECORD_SALT_SIZE];
    hash_random(salt, sizeof salt);
    buf_reset(&body->salted);
    buf_text(&body->salted, (struct text){.ptr = (const char *)salt, .len = sizeof salt});
    enum err err = json_canonical(record, &body->salted);
    if (!err)
        hash_sha256(buf_view(&body->salted), body->hash);
    return err;
}

enum err record_body_make(struct record_body *body, json_t *record, enum record_type type, const char *id,
                          const struct record_meanings *meanings, struct arena *arena, struct faults *faults)
{
    struct substitution with = {.meanings = meanings, .arena = arena};
    enum err err = record_refs(record, type, arena, substitute, &with);
    if (!err)
        err = record_refs_distinct(record, type, arena, faults);
    if (err)
        return err;
    if (json_object_set_new(record, "id", json_string(id)) != 0)
        return ERR_INTERNAL;
    return record_body_seal(body, record);
}
