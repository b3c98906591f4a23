#include "quote_fold.h"

#include <stdbool.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "base/ascii.h"
#include "base/utf8.h"

/*
 * Code points of a character (a grapheme cluster, UAX 29) that are composed together. A longer one is taken in pieces,
 * as the Stream-Safe Text Format does (UAX 15, 13): putting marks in order costs the square of their number.
 */
#define CLUSTER_MAX 32
/* A canonical decomposition has at most four. */
#define DECOMPOSED_MAX (4 * CLUSTER_MAX)
/* Below it every code point is a character by itself, and composed already. */
#define FIRST_MARK      0x300
#define FIRST_MARK_BYTE 0xCC /* what U+0300 begins with in UTF-8 */

enum { DROP = 0, SPACE = ' ', APOSTROPHE = '\'', QUOTATION = '"', DASH = '-', ELLIPSIS = 0x2026 };

static uint32_t fold_latin_1(uint32_t point)
{
    switch (point) {
    case 0x09:
    case 0x0A:
    case 0x0B:
    case 0x0C:
    case 0x0D:
    case 0x85:
    case 0xA0:
        return SPACE;
    case 0x60:
    case 0xB4:
        return APOSTROPHE;
    case 0xAB:
    case 0xBB:
        return QUOTATION;
    case 0xAD: /* soft hyphen */
        return DROP;
    default:
        return point;
    }
}

static uint32_t fold_general_punctuation(uint32_t point)
{
    if (point <= 0x200A || point == 0x2028 || point == 0x2029 || point == 0x202F || point == 0x205F)
        return SPACE;
    if (point >= 0x2010 && point <= 0x2015)
        return DASH;
    switch (point) {
    case 0x200B: /* zero width space */
    case 0x200E: /* left-to-right mark */
    case 0x200F: /* right-to-left mark */
    case 0x2060: /* word joiner */
        return DROP;
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
        return APOSTROPHE;
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0x2039:
    case 0x203A:
        return QUOTATION;
    case 0x2043:
        return DASH;
    default:
        return point;
    }
}

/* What a code point is compared as. */
static uint32_t fold_point(uint32_t point)
{
    if (point < 0x100)
        return fold_latin_1(point);
    if (point >= 0x2000 && point < 0x2070)
        return fold_general_punctuation(point);
    switch (point) {
    case 0x1680:
    case 0x3000:
        return SPACE;
    case 0x02BC: /* modifier letter apostrophe */
    case 0xFF07:
        return APOSTROPHE;
    case 0xFF02:
        return QUOTATION;
    case 0x2212: /* minus */
    case 0xFE58:
    case 0xFE63:
    case 0xFF0D:
        return DASH;
    case 0xFEFF: /* zero width no-break space */
        return DROP;
    default:
        return point;
    }
}

struct folding {
    struct quote_folded *out;
    size_t room;
    bool space; /* one is due, unless nothing or a quotation mark follows */
    uint32_t space_from, space_to;
    bool full;
};

static void append(struct folding *folding, uint32_t point, uint32_t from, uint32_t to)
{
    struct quote_folded *out = folding->out;
    if (out->count == folding->room) {
        folding->full = true;
        return;
    }
    out->points[out->count] = point;
    out->from[out->count] = from;
    out->to[out->count] = to;
    out->count++;
}

/* `joined`: by marks, which make a letter of white space too. */
static void add_point(struct folding *folding, uint32_t point, uint32_t from, uint32_t to, bool joined)
{
    uint32_t folded = fold_point(point);
    if (folded == DROP && point != 0)
        return;
    if (folded == SPACE && !joined) {
        if (!folding->space)
            folding->space_from = from;
        folding->space_to = to;
        folding->space = true;
        return;
    }
    const struct quote_folded *out = folding->out;
    if (folding->space && out->count > 0 && folded != QUOTATION && out->points[out->count - 1] != QUOTATION)
        append(folding, SPACE, folding->space_from, folding->space_to);
    folding->space = false;
    if (folded != ELLIPSIS) {
        append(folding, folded, from, to);
        return;
    }
    for (int i = 0; i < 3; i++)
        append(folding, '.', from, to);
}

/* Marks in canonical order (UAX 15, 1.3): a stable sort of each run of them. */
static void order_marks(utf8proc_int32_t *points, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        utf8proc_int32_t point = points[i];
        int class = utf8proc_get_property(point)->combining_class;
        size_t at = i;
        while (class > 0 && at > 0 && utf8proc_get_property(points[at - 1])->combining_class > class) {
            points[at] = points[at - 1];
            at--;
        }
        points[at] = point;
    }
}

static enum err add_cluster(struct folding *folding, const uint32_t *cluster, size_t count, uint32_t from)
{
    utf8proc_int32_t points[DECOMPOSED_MAX];
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        utf8proc_ssize_t added =
            utf8proc_decompose_char((utf8proc_int32_t)cluster[i], points + length,
                                    (utf8proc_ssize_t)(DECOMPOSED_MAX - length), UTF8PROC_DECOMPOSE, NULL);
        if (added < 0 || (size_t)added > DECOMPOSED_MAX - length)
            return ERR_INTERNAL;
        length += (size_t)added;
    }
    order_marks(points, length);
    utf8proc_ssize_t composed =
        utf8proc_normalize_utf32(points, (utf8proc_ssize_t)length, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    if (composed < 0)
        return ERR_INTERNAL;
    for (utf8proc_ssize_t i = 0; i < composed; i++)
        add_point(folding, (uint32_t)points[i], from, from + (uint32_t)count, composed > 1);
    return ERR_NONE;
}

static bool is_between(uint32_t point, uint32_t first, uint32_t last)
{
    return point >= first && point <= last;
}

/* NFC leaves it as it is where nothing follows that joins it: Vietnamese and Hangul too, which it would only rebuild.
 */
static bool is_composed(uint32_t point)
{
    return point < FIRST_MARK || is_between(point, 0x1E00, 0x1EFF) || is_between(point, 0xAC00, 0xD7A3) ||
           utf8proc_get_property((utf8proc_int32_t)point)->decomp_seqindex == UINT16_MAX;
}

/* Whether the two are of one character. `state` is utf8proc's, 0 at the start of one. */
static bool joins(uint32_t before, uint32_t after, utf8proc_int32_t *state)
{
    if (before < FIRST_MARK && after < FIRST_MARK)
        return false;
    int plain = UTF8PROC_BOUNDCLASS_OTHER;
    if (*state == 0 && utf8proc_get_property((utf8proc_int32_t)before)->boundclass == plain &&
        utf8proc_get_property((utf8proc_int32_t)after)->boundclass == plain)
        return false;
    return !utf8proc_grapheme_break_stateful((utf8proc_int32_t)before, (utf8proc_int32_t)after, state);
}

/* The code point that `text` begins with, and its bytes in `*size`. False at the end and where it is not UTF-8. */
static bool first_point(struct text text, uint32_t *point, size_t *size)
{
    *size = text.len > 0 && (unsigned char)text.ptr[0] < 0x80 ? 1 : utf8_sequence(text);
    if (*size > 0)
        *point = utf8_code_point(text.ptr, *size);
    return *size > 0;
}

static void skip(struct text *text, size_t size)
{
    text->ptr += size;
    text->len -= size;
}

/* The bulk of most texts: ASCII letters and digits that nothing joins. Moves `rest` and `position` behind them. */
static void add_letters(struct folding *folding, struct text *rest, uint32_t *position)
{
    while (rest->len > 1 && (ascii_is_alpha(rest->ptr[0]) || ascii_is_digit(rest->ptr[0])) &&
           (unsigned char)rest->ptr[1] < FIRST_MARK_BYTE) {
        if (folding->space)
            add_point(folding, (unsigned char)rest->ptr[0], *position, *position + 1, false);
        else
            append(folding, (unsigned char)rest->ptr[0], *position, *position + 1);
        skip(rest, 1);
        (*position)++;
    }
}

static enum err fold(struct folding *folding, struct text rest)
{
    uint32_t position = 0, cluster[CLUSTER_MAX], next = 0;
    size_t size = 0;
    for (add_letters(folding, &rest, &position); first_point(rest, &cluster[0], &size);
         add_letters(folding, &rest, &position)) {
        skip(&rest, size);
        size_t count = 1;
        utf8proc_int32_t state = 0;
        while (count < CLUSTER_MAX && first_point(rest, &next, &size) && joins(cluster[count - 1], next, &state)) {
            skip(&rest, size);
            cluster[count++] = next;
        }
        enum err err = ERR_NONE;
        if (count == 1 && is_composed(cluster[0]))
            add_point(folding, cluster[0], position, position + 1, false);
        else
            err = add_cluster(folding, cluster, count, position);
        if (err)
            return err;
        position += (uint32_t)count;
    }
    return rest.len > 0 || folding->full ? ERR_INTERNAL : ERR_NONE;
}

enum err quote_fold(struct text text, struct quote_folded *out)
{
    if (text.len > QUOTE_TEXT_MAX)
        return ERR_INTERNAL;
    /* What becomes several points (an ellipsis, a decomposition that NFC keeps) has as many bytes. */
    QUOTE_FOLDED_CLEANUP struct quote_folded folded = {.points = malloc((text.len + 1) * sizeof(uint32_t)),
                                                       .from = malloc((text.len + 1) * sizeof(uint32_t)),
                                                       .to = malloc((text.len + 1) * sizeof(uint32_t))};
    if (folded.points == NULL || folded.from == NULL || folded.to == NULL)
        return ERR_INTERNAL;
    struct folding folding = {.out = &folded, .room = text.len};
    enum err err = fold(&folding, text);
    if (err)
        return err;
    *out = folded;
    folded = (struct quote_folded){0};
    return ERR_NONE;
}

void quote_folded_deinit(struct quote_folded *folded)
{
    free(folded->points);
    free(folded->from);
    free(folded->to);
    *folded = (struct quote_folded){0};
}
