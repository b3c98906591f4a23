#include "formats/eurepoc.h"

#include "formats/eurepoc_private.h"

#define HELD_MAX   (256U << 20)
#define RECORD_MAX (1U << 20)

static enum err write_records(struct eurepoc *eurepoc)
{
    enum err err = eurepoc_write_collection(eurepoc);
    if (!err)
        err = eurepoc_write_incidents(eurepoc);
    if (!err)
        err = eurepoc_write_claims(eurepoc);
    /* Behind those who name them. */
    if (!err)
        err = eurepoc_write_actors(eurepoc);
    if (!err)
        err = eurepoc_write_sources(eurepoc);
    return err ? err : eurepoc->out->complete(eurepoc->out->context, TEXT("eurepoc"));
}

static enum err convert(struct eurepoc *eurepoc, FILE *const inputs[])
{
    enum err err = eurepoc_read_incidents(eurepoc, inputs[EUREPOC_INCIDENTS]);
    if (!err)
        err = eurepoc_read_attributions(eurepoc, inputs[EUREPOC_ATTRIBUTIONS]);
    if (!err && eurepoc->refused)
        err = ERR_INVALID_RECORD;
    return err ? err : write_records(eurepoc);
}

enum err eurepoc_convert(FILE *const inputs[], size_t count, const struct format_output *out, struct buf *words)
{
    struct eurepoc eurepoc = {.out = out};
    if (count <= EUREPOC_INCIDENTS)
        return ERR_INTERNAL;
    arena_init(&eurepoc.arena, HELD_MAX);
    buf_init(&eurepoc.buf, RECORD_MAX);
    enum err err = convert(&eurepoc, inputs);
    if (err == ERR_INTERNAL && words->len == 0)
        buf_cstr(words, "the files are larger than what is held of them at once, 256 MiB");
    buf_deinit(&eurepoc.buf);
    arena_deinit(&eurepoc.arena);
    return err;
}
