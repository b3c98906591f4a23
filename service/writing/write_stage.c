#include <string.h>

#include "claimd/buf.h"
#include "claimd/hash.h"
#include "claimd/json_read.h"
#include "claimd/route.h"
#include "quotes/citation_check.h"
#include "records/record_body.h"
#include "writing/write_private.h"
#include "writing_apply_sql.h"
#include "writing_stage_sql.h"

#define KINDS_MAX 256
/* Fields that are filled in and ids for references make a body longer than what was sent. */
#define BODY_MAX (6U * ROUTE_BODY_MAX)

/* "claim,counter_claim" */
static enum err kinds_of(unsigned targets, struct arena *arena, struct text *out)
{
    BUF_CLEANUP struct buf kinds;
    buf_init(&kinds, KINDS_MAX);
    for (size_t type = 0; type < RECORD_TYPE_COUNT; type++)
        if (targets & 1U << type)
            buf_format(&kinds, "%s%s", kinds.len > 0 ? "," : "", record_shapes[type].name);
    enum err err = buf_check(&kinds);
    return err ? err : arena_copy(arena, buf_view(&kinds), out);
}

static enum err bind_references(const struct record_ready *ready, struct arena *arena, struct ask *ask)
{
    size_t count = ready->reference_count;
    struct text *pointers = arena_array(arena, count + 1, sizeof *pointers);
    struct text *kinds = arena_array(arena, count + 1, sizeof *kinds);
    struct text *values = arena_array(arena, count + 1, sizeof *values);
    if (!pointers || !kinds || !values)
        return ERR_INTERNAL;
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < count; i++) {
        pointers[i] = ready->references[i].pointer;
        values[i] = ready->references[i].value;
        err = kinds_of(ready->references[i].targets, arena, &kinds[i]);
    }
    if (!err)
        err = ask_bind_array(ask, WRITING_STAGE_P_POINTERS, pointers, count, arena);
    if (!err)
        err = ask_bind_array(ask, WRITING_STAGE_P_KINDS, kinds, count, arena);
    return err ? err : ask_bind_array(ask, WRITING_STAGE_P_NAMED, values, count, arena);
}

enum err write_stage_ask(struct write *write, struct request *request, struct ask *ask)
{
    const struct record_ready *ready = &write->ready;
    ask_begin(ask, &writing_stage_sql, 0, LANE_WRITE);
    ask_bind(ask, WRITING_STAGE_P_TYPE, text_of(record_shapes[write->room->type].name));
    ask_bind(ask, WRITING_STAGE_P_ID, ready->id);
    ask_bind(ask, WRITING_STAGE_P_COLLECTION, ready->collection);
    ask_bind(ask, WRITING_STAGE_P_KEY, ready->key);
    ask_bind(ask, WRITING_STAGE_P_SLUG, ready->slug);
    ask_bind(ask, WRITING_STAGE_P_BODY, ready->body);
    return bind_references(ready, &request->arena, ask);
}

static const struct {
    struct text found;
    enum fault_code code;
    bool conflict; /* with what is on record, rather than a rule broken */
} codes[] = {
    {TEXT("unknown-reference"), FAULT_UNKNOWN_VALUE, false},
    {TEXT("ambiguous-reference"), FAULT_AMBIGUOUS, false},
    {TEXT("wrong-kind"), FAULT_UNKNOWN_VALUE, false},
    {TEXT("broken-rule"), FAULT_BROKEN_RULE, false},
    {TEXT("wrong-type"), FAULT_CONFLICT, true},
    {TEXT("key-taken"), FAULT_CONFLICT, true},
    {TEXT("slug-taken"), FAULT_CONFLICT, true},
    {TEXT("duplicate"), FAULT_CONFLICT, true},
};

static enum err add_found(struct request *request, const struct rows *rows, size_t row, bool *conflict)
{
    struct arena *arena = &request->arena;
    struct fault fault = {.code = FAULT_BROKEN_RULE, .where = FAULT_AT_POINTER};
    struct text code = row_text(rows, row, rows_column(rows, "code"));
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (!text_equal(code, codes[i].found))
            continue;
        fault.code = codes[i].code;
        *conflict = *conflict && codes[i].conflict;
    }
    struct row_array near = row_array(rows, row, rows_column(rows, "suggestions"));
    struct text *suggestions = arena_array(arena, near.count + 1, sizeof *suggestions);
    if (!suggestions)
        return ERR_INTERNAL;
    for (struct text one; row_array_next(&near, &one);)
        if (arena_copy(arena, one, &suggestions[fault.suggestion_count++]) != ERR_NONE)
            return ERR_INTERNAL;
    fault.suggestions = suggestions;
    fault.detail = arena_format(arena, "%.*s.", TEXT_ARG(row_text(rows, row, rows_column(rows, "detail"))));
    enum err err = arena_copy(arena, row_text(rows, row, rows_column(rows, "pointer")), &fault.name);
    if (!err && fault.detail.ptr == NULL)
        err = ERR_INTERNAL;
    return err ? err : faults_add(&request->faults, arena, &fault);
}

/* Notes what each reference means. */
static enum err keep_meanings(struct record_ready *ready, const struct rows *rows, size_t row, struct arena *arena)
{
    struct row_array targets = row_array(rows, row, rows_column(rows, "targets"));
    struct text target;
    for (size_t i = 0; i < ready->reference_count && row_array_next(&targets, &target); i++) {
        char id[UUID_TEXT_SIZE] = "";
        if (target.ptr)
            uuid_format(target, id);
        if (arena_copy(arena, text_of(id), &ready->references[i].meaning) != ERR_NONE)
            return ERR_INTERNAL;
    }
    return ERR_NONE;
}

static struct text meaning(const struct record_ready *ready, struct text pointer)
{
    for (size_t i = 0; i < ready->reference_count; i++)
        if (text_equal(ready->references[i].pointer, pointer))
            return ready->references[i].meaning;
    return TEXT_NONE;
}

/* A slug beside an id means the same record, or nobody knows which was meant. */
static enum err check_aliases(const struct record_ready *ready, struct request *request)
{
    for (size_t i = 0; i < ready->reference_count; i++) {
        const struct record_reference *reference = &ready->references[i];
        if (reference->beside.ptr == NULL || text_equal(reference->meaning, meaning(ready, reference->beside)))
            continue;
        enum err err = write_fault(request, ERR_NONE, FAULT_CONFLICT, reference->pointer,
                                   TEXT("The slug is that of another record than the id."));
        if (err)
            return err;
    }
    return request->faults.count > 0 ? ERR_INVALID_RECORD : ERR_NONE;
}

static enum err take_faults(struct request *request, const struct rows *rows, size_t count)
{
    bool conflict = true;
    for (size_t row = 0; row < count; row++) {
        enum err err = add_found(request, rows, row, &conflict);
        if (err)
            return err;
    }
    if (count == 0)
        return ERR_NONE;
    return conflict ? ERR_CONFLICT : ERR_INVALID_RECORD;
}

/* A bytea literal. */
static struct text hex(struct arena *arena, struct text bytes)
{
    char digits[2 * HASH_SHA256_SIZE + 1];
    hash_hex((const unsigned char *)bytes.ptr, bytes.len, digits);
    return arena_format(arena, "\\x%s", digits);
}

static enum err apply_ask(struct write *write, struct request *request, const struct record_body *body, struct ask *ask)
{
    struct arena *arena = &request->arena;
    struct text text;
    enum err err = arena_copy(arena, record_body_text(body), &text);
    ask_begin(ask, &writing_apply_sql, 0, LANE_WRITE);
    ask_bind(ask, WRITING_APPLY_P_IMPORT, text_of(write->import));
    ask_bind(ask, WRITING_APPLY_P_RECORD, text_of(write->id));
    ask_bind(ask, WRITING_APPLY_P_TYPE, text_of(record_shapes[write->room->type].name));
    ask_bind(ask, WRITING_APPLY_P_BODY, text);
    ask_bind(ask, WRITING_APPLY_P_SALT, hex(arena, record_body_salt(body)));
    ask_bind(ask, WRITING_APPLY_P_HASH,
             hex(arena, (struct text){.ptr = (const char *)body->hash, .len = sizeof body->hash}));
    ask_bind_int(ask, WRITING_APPLY_P_EXPECTED, write->revision, arena);
    ask_bind(ask, WRITING_APPLY_P_LABEL, request->caller->name);
    ask_bind(ask, WRITING_APPLY_P_API_KEY, text_of(request->caller->id));
    return err;
}

/* What the staged record is on record, and whether it may be written. */
static enum err check_head(struct write *write, struct request *request, const struct rows *rows, size_t row)
{
    char id[UUID_TEXT_SIZE] = "";
    int64_t revision = row_int(rows, row, rows_column(rows, "revision"));
    row_uuid(rows, row, rows_column(rows, "record"), id);
    row_uuid(rows, row, rows_column(rows, "import"), write->import);
    if (write->revision == 0 && revision > 0)
        return write_exists(write, request, id);
    if (write->revision != revision)
        return write_fault(request, ERR_PRECONDITION_FAILED, FAULT_CONFLICT, TEXT(""),
                           TEXT("The record was changed in this moment; get it again."));
    if (row_bool(rows, row, rows_column(rows, "withheld")))
        return write_fault(request, ERR_CONFLICT, FAULT_CONFLICT, TEXT(""),
                           TEXT("The record is withheld, and stays as it is until that is lifted."));
    if (row_bool(rows, row, rows_column(rows, "retracted")))
        return write_fault(request, ERR_CONFLICT, FAULT_CONFLICT, TEXT(""),
                           TEXT("The record is retracted. Restore it first, by a POST to its address with /restore."));
    memcpy(write->id, id, sizeof id);
    return ERR_NONE;
}

/* The record, its quotes checked. The caller owns it. */
static enum err check_quotes(struct write *write, struct request *request, const struct rows *rows, size_t row,
                             json_t **out)
{
    struct citation_text *texts;
    struct json_fault where;
    json_auto_t *record = NULL;
    size_t count = write->ready.texts.count;
    enum err err = citation_texts_read(rows, row, count, &request->arena, &texts);
    for (size_t i = 0; !err && i < count; i++)
        texts[i].sent = write->ready.texts.items[i];
    if (!err && json_read(write->ready.body, &record, &where) != ERR_NONE)
        err = ERR_INTERNAL;
    if (!err)
        err = citations_check(record, texts, count, &request->arena, &request->faults);
    if (!err)
        *out = json_incref(record);
    return err;
}

static enum err make_body(struct write *write, struct request *request, const struct rows *rows, size_t row,
                          struct ask *ask)
{
    RECORD_BODY_CLEANUP struct record_body body;
    record_body_init(&body, BODY_MAX);
    const struct record_meanings meanings = {.pointers = row_array(rows, row, rows_column(rows, "pointers")),
                                             .targets = row_array(rows, row, rows_column(rows, "targets"))};
    json_auto_t *record = NULL;
    enum err err = check_quotes(write, request, rows, row, &record);
    if (!err)
        err =
            record_body_make(&body, record, write->room->type, write->id, &meanings, &request->arena, &request->faults);
    if (err)
        return err;
    write->unchanged = text_equal(record_body_text(&body), row_text(rows, row, rows_column(rows, "head")));
    return write->unchanged ? ERR_NONE : apply_ask(write, request, &body, ask);
}

enum err write_stage_take(struct write *write, struct request *request, const struct rows *rows, struct ask *ask)
{
    /* The last row is the record's, those before it are faults. */
    size_t row = rows->count - 1;
    bool faulty = request->faults.count > 0;
    enum err err = take_faults(request, rows, row);
    if (faulty && (!err || err == ERR_CONFLICT))
        err = ERR_INVALID_RECORD;
    if (!err)
        err = keep_meanings(&write->ready, rows, row, &request->arena);
    if (!err)
        err = check_aliases(&write->ready, request);
    if (!err)
        err = check_head(write, request, rows, row);
    return err ? err : make_body(write, request, rows, row, ask);
}
