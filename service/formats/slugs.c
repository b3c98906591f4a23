#include "formats/slugs.h"

#include <stdlib.h>

#include <jansson.h>
#include <utf8proc.h>

enum err slugs_init(struct slugs *slugs)
{
    slugs->taken = json_object();
    return slugs->taken ? ERR_NONE : ERR_INTERNAL;
}

void slugs_deinit(struct slugs *slugs)
{
    json_decref(slugs->taken);
    slugs->taken = NULL;
}

void slug_fold(struct text name, size_t max, struct buf *out)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t length =
        utf8proc_map((const utf8proc_uint8_t *)name.ptr, (utf8proc_ssize_t)name.len, &folded,
                     UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD | UTF8PROC_STABLE);
    size_t begin = out->len;
    bool gap = false;
    for (utf8proc_ssize_t i = 0; i < length; i++) {
        char c = (char)folded[i];
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
            gap = true;
            continue;
        }
        size_t room = gap && out->len > begin ? 2 : 1;
        if (out->len - begin + room > max)
            break;
        if (room == 2)
            buf_char(out, '-');
        buf_char(out, c);
        gap = false;
    }
    free(folded);
}

static bool take(struct slugs *slugs, struct text slug)
{
    if (json_object_getn(slugs->taken, slug.ptr, slug.len))
        return false;
    return json_object_setn_new(slugs->taken, slug.ptr, slug.len, json_true()) == 0;
}

/* Room for the longest suffix, with its "-". */
static void put(struct text name, struct text id, struct text suffix, struct buf *out)
{
    size_t begin = out->len, tail = suffix.len > 0 ? suffix.len + 1 : 0;
    slug_fold(name, SLUG_MAX - tail - 9, out);
    if (id.len > 0) {
        if (out->len > begin)
            buf_char(out, '-');
        slug_fold((struct text){id.ptr, id.len < 8 ? id.len : 8}, 8, out);
    }
    if (tail > 0) {
        buf_char(out, '-');
        buf_text(out, suffix);
    }
}

void slugs_make(struct slugs *slugs, struct text name, struct text id, struct text suffix, struct buf *out)
{
    BUF_CLEANUP struct buf slug;
    buf_init(&slug, 2 * SLUG_MAX);
    put(name, TEXT_NONE, suffix, &slug);
    struct text plain = buf_view(&slug);
    if (plain.len <= suffix.len + 1 || plain.ptr[0] == '-' || !take(slugs, plain)) {
        buf_reset(&slug);
        put(name, id, suffix, &slug);
        /* Should that be taken too, the import tells of two records with one slug. */
        (void)take(slugs, buf_view(&slug));
    }
    buf_text(out, buf_view(&slug));
}
