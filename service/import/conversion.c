#include "import/conversion.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "import/import_json.h"

#define ARENA_MAX   (1U << 20)
#define OUTCOME_MAX (1U << 16)
#define LINES_MAX   10000000

void conversion_init(struct conversion *conversion, const struct format *format, struct import_faults *faults,
                     FILE *lines)
{
    *conversion = (struct conversion){.format = format, .faults = faults, .lines = lines};
    arena_init(&conversion->arena, ARENA_MAX);
}

void conversion_deinit(struct conversion *conversion)
{
    if (conversion->spool)
        fclose(conversion->spool);
    free(conversion->places);
    arena_deinit(&conversion->arena);
}

static struct conversion_input *input_of(struct conversion *conversion, const struct format_place *place)
{
    return &conversion->inputs[place->input < conversion->input_count ? place->input : 0];
}

/* What became of an entry that no line of the spool tells of. */
static enum err tell(struct conversion *conversion, const struct format_place *place, const char *outcome,
                     struct text reason, struct text detail)
{
    if (!conversion->lines)
        return ERR_NONE;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, OUTCOME_MAX);
    struct json_writer json;
    json_writer_init(&json, &buf);
    json_write_object_begin(&json);
    import_place_write(&json, input_of(conversion, place)->name, place->line, place->column);
    json_write_key(&json, "outcome");
    json_write_string(&json, text_of(outcome));
    json_write_key(&json, "reason");
    json_write_string(&json, reason);
    json_write_key(&json, "detail");
    json_write_string(&json, detail);
    json_write_object_end(&json);
    buf_char(&buf, '\n');
    enum err err = buf_check(&buf);
    if (!err && fwrite(buf.ptr, 1, buf.len, conversion->lines) != buf.len)
        err = ERR_INTERNAL;
    return err;
}

static enum err add_place(struct conversion *conversion, const struct format_place *place)
{
    if (conversion->line_count == LINES_MAX)
        return ERR_INTERNAL;
    if (conversion->line_count == conversion->place_room) {
        size_t room = conversion->place_room ? 2 * conversion->place_room : 1024;
        struct format_place *places = realloc(conversion->places, room * sizeof *places);
        if (!places)
            return ERR_INTERNAL;
        conversion->places = places;
        conversion->place_room = room;
    }
    conversion->places[conversion->line_count++] = *place;
    return ERR_NONE;
}

static enum err on_read(void *context, const struct format_place *place)
{
    input_of(context, place)->read++;
    return ERR_NONE;
}

static enum err on_record(void *context, struct text json, const struct format_place *place)
{
    struct conversion *conversion = context;
    if (fwrite(json.ptr, 1, json.len, conversion->spool) != json.len || fputc('\n', conversion->spool) == EOF)
        return ERR_INTERNAL;
    return add_place(conversion, place);
}

static enum err on_made(void *context, const struct format_place *place)
{
    input_of(context, place)->made++;
    return ERR_NONE;
}

static enum err on_merged(void *context, const struct format_place *place)
{
    input_of(context, place)->merged++;
    return tell(context, place, "merged", TEXT_NONE, TEXT_NONE);
}

static enum err on_passed(void *context, const struct format_place *place, struct text reason, struct text detail)
{
    struct conversion *conversion = context;
    struct conversion_input *input = input_of(conversion, place);
    size_t at = 0;
    while (at < input->reason_count && !text_equal(input->reasons[at].reason, reason))
        at++;
    if (at == CONVERSION_REASONS_MAX)
        return ERR_INTERNAL;
    if (at == input->reason_count) {
        enum err err = arena_copy(&conversion->arena, reason, &input->reasons[at].reason);
        if (err)
            return err;
        input->reason_count++;
    }
    input->reasons[at].count++;
    input->passed++;
    return tell(conversion, place, "passed", reason, detail);
}

static enum err on_refused(void *context, const struct format_place *place, struct text code, struct text detail)
{
    struct conversion *conversion = context;
    input_of(conversion, place)->refused++;
    enum err err = import_faults_add(
        conversion->faults,
        &(struct import_fault){
            .input = place->input, .line = place->line, .column = place->column, .code = code, .detail = detail});
    return err ? err : tell(conversion, place, "refused", code, detail);
}

static enum err on_complete(void *context, struct text collection)
{
    struct conversion *conversion = context;
    if (conversion->complete_count == CONVERSION_COMPLETE_MAX)
        return ERR_INTERNAL;
    enum err err = arena_copy(&conversion->arena, collection, &conversion->complete[conversion->complete_count]);
    if (!err)
        conversion->complete_count++;
    return err;
}

/* Nothing is dropped silently: what became of the entries adds up to what was read. */
static enum err account(const struct conversion *conversion, struct buf *words)
{
    for (size_t i = 0; i < conversion->input_count; i++) {
        const struct conversion_input *input = &conversion->inputs[i];
        if (input->read == input->made + input->merged + input->passed + input->refused)
            continue;
        buf_format(words, "%s: of %lld entries %lld are not accounted for", input->name, (long long)input->read,
                   (long long)(input->read - input->made - input->merged - input->passed - input->refused));
        return ERR_INTERNAL;
    }
    return ERR_NONE;
}

enum err conversion_run(struct conversion *conversion, FILE *const files[], const char *const names[], size_t count,
                        struct buf *words)
{
    const struct format_output out = {.context = conversion,
                                      .read = on_read,
                                      .record = on_record,
                                      .made = on_made,
                                      .merged = on_merged,
                                      .passed = on_passed,
                                      .refused = on_refused,
                                      .complete = on_complete};
    conversion->input_count = count;
    for (size_t i = 0; i < count; i++)
        conversion->inputs[i].name = names[i];
    conversion->spool = tmpfile();
    errno = 0;
    enum err err = conversion->spool ? conversion->format->convert(files, count, &out, words) : ERR_INTERNAL;
    if (!err && fflush(conversion->spool) != 0)
        err = ERR_INTERNAL;
    if (err && err != ERR_INVALID_RECORD) {
        if (words->len == 0)
            buf_format(words, "the files cannot be converted: %s", errno ? strerror(errno) : "out of room");
        return err;
    }
    bool refused = conversion->faults->count > 0;
    if (!refused)
        err = account(conversion, words);
    if (err)
        return err;
    rewind(conversion->spool);
    return refused ? ERR_INVALID_RECORD : ERR_NONE;
}
