#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "quotes/quote_find.h"

/* Where the quote must be found stands between [ and ], which are no part of the text. */
struct found_case {
    const char *text;
    const char *exact;
    const char *prefix, *suffix;
    int64_t start; /* the hint, shifted by one: 0 is none */
    size_t count, fit;
};

static const struct found_case cases[] = {
    /* as it stands */
    {"[quote]", "quote", .count = 1},
    {"a [quote] b", "quote", .count = 1},
    {"Pékin a [nié] tout", "nié", .count = 1},
    {"𝔘𝔫𝔦 [𝔠𝔬𝔡𝔢] é", "𝔠𝔬𝔡𝔢", .count = 1},
    {"[NUL stays out]", "NUL stays out", .count = 1},
    /* composed and decomposed */
    {"[Pe\u0301kin] a nié", "Pékin", .count = 1},
    {"[P\u00e9kin] a nié", "Pe\u0301kin", .count = 1},
    {"de [Pe\u0301]kin", "Pé", .count = 1},
    {"[Vie\u0302\u0323t Nam]", "Vi\u1ec7t Nam", .count = 1},
    {"[Vi\u1ec7t Nam]", "Vie\u0323\u0302t Nam", .count = 1},
    {"[\u1112\u1161\u11ab\u1100\u116e\u11a8]", "한국", .count = 1},
    {"[한국]", "\u1112\u1161\u11ab\u1100\u116e\u11a8", .count = 1},
    {"5 [\u212b] 6", "\u00c5", .count = 1},
    {"[\u0915\u093c]", "\u0958", .count = 1},
    /* white space */
    {"[une  cyberattaque\nmassive] !", "une cyberattaque massive", .count = 1},
    {"[une\r\n\r\n\tcyberattaque]", "une cyberattaque", .count = 1},
    {"[une cyberattaque]", " une \n cyberattaque ", .count = 1},
    {"[45\u00a0autres\u202fpays\u2009et\u3000régions]", "45 autres pays et régions", .count = 1},
    {"[45 pays]", "45\u00a0pays", .count = 1},
    {"[a\u2028b\u2029c\xc2\x85"
     "d]",
     "a b c d", .count = 1},
    {"a [\u00a0\u0301k] b", " \u0301k", .count = 1}, /* white space with a mark is a letter */
    /* marks that nobody sees */
    {"[cyber\u00adespion\u00adnage]", "cyberespionnage", .count = 1},
    {"[cyberespionnage]", "cyber\u00adespionnage", .count = 1},
    {"\ufeff[Le\u200b \u200bgroupe]", "Le groupe", .count = 1},
    {"a\u00ad[mot]\u00adb", "mot", .count = 1},
    {"\u200f[עברית]\u200e x", "עברית", .count = 1},
    /* apostrophes */
    {"[l’OTAN] a", "l'OTAN", .count = 1},
    {"[l'OTAN] a", "l’OTAN", .count = 1},
    {"[l\u02bcOTAN] a", "l‘OTAN", .count = 1},
    {"[aujourd`hui]", "aujourd´hui", .count = 1},
    /* quotation marks, and the spaces of French print */
    {"a dit [«\u00a0oui\u202f»] hier", "\"oui\"", .count = 1},
    {"a dit [“oui”] hier", "« oui »", .count = 1},
    {"a dit [„oui“] hier", "»oui«", .count = 1},
    {"a [dit « oui » hier]", "dit \"oui\" hier", .count = 1},
    {"a [dit \"oui\" hier]", "dit « oui » hier", .count = 1},
    {"[surnommait « Silhouette en bronze« , opère]", "surnommait \"Silhouette en bronze\", opère", .count = 1},
    {"[‹ oui ›]", "“oui”", .count = 1},
    {"dit « [oui] » hier", "oui", .count = 1},
    {"dit [« oui] » hier", "« oui", .count = 1},
    /* dashes and dots */
    {"[Five Eyes – et Microsoft — sur]", "Five Eyes - et Microsoft - sur", .count = 1},
    {"[Storm\u20110558]", "Storm-0558", .count = 1},
    {"[\u22125 %]", "-5\u00a0%", .count = 1},
    {"[Or… non]", "Or... non", .count = 1},
    {"[Or... non]", "Or… non", .count = 1},
    /* several places */
    {"[la Chine] et la Chine", "la Chine", .count = 2, .fit = 2},
    {"la Chine et [la Chine]", "la Chine", .prefix = "et", .count = 2, .fit = 1},
    {"la Chine et [la Chine]", "la Chine", .prefix = "et ", .count = 2, .fit = 1},
    {"[la Chine] et la Chine", "la Chine", .suffix = "\net\u00a0la", .count = 2, .fit = 1},
    {"x la Chine y, x [la Chine] z, w la Chine z", "la Chine", .prefix = "x", .suffix = "z", .count = 3, .fit = 1},
    {"[la Chine] et la Chine", "la Chine", .prefix = "ou", .count = 2, .fit = 0},
    {"[la Chine] et la Chine", "la Chine", .start = 1 + 0, .count = 2, .fit = 2},
    {"la Chine et [la Chine]", "la Chine", .start = 1 + 12, .count = 2, .fit = 2},
    {"la Chine et [la Chine]", "la Chine", .start = 1 + 900, .count = 2, .fit = 2},
    {"[la Chine] et la Chine", "la Chine", .prefix = "", .count = 2, .fit = 2},
    {"pour [la Chine] et la Chine et la Chine", "la Chine", .suffix = "et", .start = 1 + 6, .count = 3, .fit = 2},
    {"aaa[aa]", "aa", .start = 1 + 3, .count = 4, .fit = 4},
    {"pre[fix]ed", "fix", .prefix = "pre", .suffix = "ed", .count = 1, .fit = 1},
    /* a long run of marks is still one character */
    {"[x\u0301\u0302\u0303\u0304]y", "x\u0301\u0302\u0303\u0304", .count = 1},
};

static const struct {
    const char *text, *exact;
} absent[] = {
    {"Pékin a nié", "Pekin"}, /* accents count */
    {"Pékin a nié", "pékin"}, /* and case */
    {"Pe\u0301kin", "Pe"},    /* no half characters */
    {"l\u0303", "l"},
    {"👩\u200d💻", "👩"},
    {"👩\u200d💻", "💻"},
    {"Or… non", "Or."},
    {"deux mots", "deuxmots"},
    {"unmot", "un mot"},
    {"cyber-\nespionnage", "cyberespionnage"}, /* whose hyphen that is, no rule can tell */
    {"ﬁchier", "fichier"},                     /* NFC, not NFKC */
    {"œuvre", "oeuvre"},
    {"", "x"},
    {"x", ""},
    {"x", " \u00ad "},
    {"abc", "abcd"},
    {"a\u200cb", "ab"}, /* ZWNJ parts letters in Persian */
};

/* The text without its brackets, and their places in code points. */
static struct text strip(const char *marked, char *out, size_t *start, size_t *end)
{
    size_t len = 0, points = 0;
    for (const char *at = marked; *at != '\0'; at++) {
        if (*at == '[')
            *start = points;
        else if (*at == ']')
            *end = points;
        else {
            points += ((unsigned char)*at & 0xC0U) != 0x80U;
            out[len++] = *at;
        }
    }
    return (struct text){.ptr = out, .len = len};
}

static void test_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct found_case *c = &cases[i];
        char bytes[256];
        size_t start = SIZE_MAX, end = SIZE_MAX;
        struct text text = strip(c->text, bytes, &start, &end);
        QUOTE_FOLDED_CLEANUP struct quote_folded folded = {0};
        assert_int_equal(quote_fold(text, &folded), ERR_NONE);
        struct quote quote = {.exact = text_of(c->exact),
                              .prefix = text_of(c->prefix),
                              .suffix = text_of(c->suffix),
                              .start = c->start - 1};
        bool found = false;
        struct quote_place place = {0};
        assert_int_equal(quote_find(&folded, &quote, &found, &place), ERR_NONE);
        assert_case(found, c->text);
        assert_case(place.start == start && place.end == end, c->text);
        assert_case(place.count == c->count, c->text);
        bool hinted = c->prefix != NULL || c->suffix != NULL;
        assert_case(place.context_fit == (c->count == 1 && !hinted ? 1 : c->fit), c->text);
    }
}

static void test_absent(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(absent); i++) {
        QUOTE_FOLDED_CLEANUP struct quote_folded folded = {0};
        assert_int_equal(quote_fold(text_of(absent[i].text), &folded), ERR_NONE);
        struct quote quote = {.exact = text_of(absent[i].exact), .start = -1};
        bool found = true;
        struct quote_place place = {.start = 7};
        assert_int_equal(quote_find(&folded, &quote, &found, &place), ERR_NONE);
        assert_case(!found, absent[i].exact);
        assert_int_equal(place.start, 7);
    }
}

static void test_nearest(void **state)
{
    (void)state;
    static const struct {
        const char *text, *exact;
        size_t distance;
    } near[] = {
        {"Selon lui, [les espions chinois augmentaient leur jeu] depuis mai.",
         "les espions chinois augmentent leur jeu", 2},
        {"[Pékin a nié] les faits", "Pekin a nié", 1},
        {"[pékin a nié] les faits", "Pékin a nié", 1},
        {"a b c d e f. [La Russie nie toute responsabilité]. g h i", "La Russie nie sa responsabilité", 5},
        {"une [cyberattaque massive] hier", "berattaque massiv", 0},
        {"des [espions chinois] ; des espions russes", "espions chinoix", 1},
        {"Selon lui, [tout va bien]. Rien de plus.", "tout va mal", 3},
        {"dit [« totalement infondées]", "« totalment infondées »", 2},
    };
    for (size_t i = 0; i < COUNT_OF(near); i++) {
        char bytes[256];
        size_t start = SIZE_MAX, end = SIZE_MAX;
        struct text text = strip(near[i].text, bytes, &start, &end);
        QUOTE_FOLDED_CLEANUP struct quote_folded folded = {0};
        assert_int_equal(quote_fold(text, &folded), ERR_NONE);
        bool found = false;
        struct quote_near place = {0};
        assert_int_equal(quote_nearest(&folded, text_of(near[i].exact), &found, &place), ERR_NONE);
        assert_case(found, near[i].text);
        assert_case(place.start == start && place.end == end, near[i].text);
        assert_case(place.distance == near[i].distance, near[i].text);
    }
}

static void test_nothing_near(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "ab", "Le ciel est bleu et la mer aussi.", "12345678901234567890"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        QUOTE_FOLDED_CLEANUP struct quote_folded folded = {0};
        assert_int_equal(quote_fold(text_of(texts[i]), &folded), ERR_NONE);
        bool found = true;
        struct quote_near place;
        assert_int_equal(quote_nearest(&folded, TEXT("Microsoft Exchange wurde kompromittiert"), &found, &place),
                         ERR_NONE);
        assert_case(!found, texts[i]);
    }
}

/* Each code point by itself folds as its NFC does, which the shortcuts for letters that stand alone must not change. */
static void test_every_code_point(void **state)
{
    (void)state;
    for (utf8proc_int32_t point = 1; point <= 0x10FFFF; point++) {
        if (!utf8proc_codepoint_valid(point))
            continue;
        unsigned char bytes[5] = {0};
        size_t size = (size_t)utf8proc_encode_char(point, bytes);
        char *nfc = (char *)utf8proc_NFC(bytes);
        assert_non_null(nfc);
        QUOTE_FOLDED_CLEANUP struct quote_folded folded = {0}, composed = {0};
        assert_int_equal(quote_fold((struct text){(const char *)bytes, size}, &folded), ERR_NONE);
        assert_int_equal(quote_fold(text_of(nfc), &composed), ERR_NONE);
        free(nfc);
        if (folded.count != composed.count)
            fail_msg("U+%04X", (unsigned)point);
        assert_memory_equal(folded.points, composed.points, folded.count * sizeof(*folded.points));
    }
}

static void test_slice(void **state)
{
    (void)state;
    struct text text = TEXT("aé𝔘b");
    assert_text(quote_slice(text, 0, 4), "aé𝔘b");
    assert_text(quote_slice(text, 1, 3), "é𝔘");
    assert_text(quote_slice(text, 2, 9), "𝔘b");
    assert_text(quote_slice(text, 4, 4), "");
    assert_text(quote_slice(text, 9, 12), "");
    assert_text(quote_slice(text, 3, 1), "");
}

/* Numbers of a linear congruential generator: the same in every run, and `seed` tells which case failed. */
static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

/* Signs that are compared as one, or as nothing: all of a row may stand for one another. */
static const char *const alike[][6] = {
    {"é", "e\u0301"},
    {"'", "’", "‘", "ʼ"},
    {"-", "–", "\u2011"},
    {"\"", "« ", " »", "“", "”"},
    {"…", "..."},
    {"ệ", "ệ", "ẹ\u0302", "e\u0323\u0302", "e\u0302\u0323"},
    {"a"},
    {"b"},
    {"c"},
    {"d"},
    {"𝔘"},
    {"한", "\u1112\u1161\u11ab"},
    {" ", "\n", "\u00a0 ", "\t"},
    {"x", "x\u00ad", "\u200bx"},
};

static size_t put(char *out, size_t len, const char *piece)
{
    while (*piece != '\0')
        out[len++] = *piece++;
    return len;
}

/*
 * Two spellings of one random text: a slice of the one is found in the other, at the place that it was taken from (or
 * at another with the same words), and what is found there folds to the same.
 */
static void test_random(void **state)
{
    (void)state;
    for (uint32_t run = 0; run < 3000; run++) {
        uint32_t seed = run;
        char text[4096], quote_bytes[2048];
        size_t text_len = 0, quote_len = 0, points = 0, starts[128], ends[128], rows[128];
        size_t count = 1 + draw(&seed, 120), first = draw(&seed, (uint32_t)count);
        size_t last = first + draw(&seed, (uint32_t)(count - first));
        for (size_t i = 0; i < count; i++) {
            rows[i] = draw(&seed, COUNT_OF(alike));
            /* Of quotation marks and white space beside one another, who stands for whom depends on the neighbour. */
            if (i > 0 && (rows[i] == 3 || rows[i] == 12) && (rows[i - 1] == 3 || rows[i - 1] == 12))
                rows[i] = 6;
            if ((i == first || i == last) && (rows[i] == 12 || rows[i] == 13 || rows[i] == 3))
                rows[i] = 7;
            const char *const *row = alike[rows[i]];
            size_t variants = 0;
            while (variants < COUNT_OF(alike[0]) && row[variants] != NULL)
                variants++;
            const char *in_text = row[draw(&seed, (uint32_t)variants)];
            starts[i] = points;
            text_len = put(text, text_len, in_text);
            points += text_code_points(text_of(in_text));
            ends[i] = points;
            if (i >= first && i <= last)
                quote_len = put(quote_bytes, quote_len, row[draw(&seed, (uint32_t)variants)]);
        }
        QUOTE_FOLDED_CLEANUP struct quote_folded folded = {0};
        assert_int_equal(quote_fold((struct text){text, text_len}, &folded), ERR_NONE);
        struct quote quote = {.exact = {quote_bytes, quote_len}, .start = (int64_t)starts[first]};
        bool found = false;
        struct quote_place place = {0};
        assert_int_equal(quote_find(&folded, &quote, &found, &place), ERR_NONE);
        if (!found || place.start != starts[first] || place.end != ends[last]) {
            print_error("seed %u: found %d at %zu to %zu, not %zu to %zu\ntext  %.*s\nquote %.*s\n", run, found,
                        place.start, place.end, starts[first], ends[last], (int)text_len, text, (int)quote_len,
                        quote_bytes);
            fail();
        }
    }
}

/* What would cost the square of the length, were it done the simple way. */
static void test_hard_texts(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a", "\u0301", "é", "e\u0301\u0323", "…", "\u1ec7", "👩\u200d", " \""};
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        size_t size = strlen(pieces[i]), times = (size_t)300000 / size;
        char *bytes = malloc(size * times);
        assert_non_null(bytes);
        for (size_t at = 0; at < times; at++)
            memcpy(bytes + at * size, pieces[i], size);
        QUOTE_FOLDED_CLEANUP struct quote_folded folded = {0};
        struct text text = {.ptr = bytes, .len = size * times};
        assert_int_equal(quote_fold(text, &folded), ERR_NONE);
        struct text half = quote_slice(text, 0, 500);
        struct quote quote = {.exact = half, .prefix = half, .suffix = TEXT("ba"), .start = -1};
        bool found = false;
        struct quote_place place = {0};
        assert_int_equal(quote_find(&folded, &quote, &found, &place), ERR_NONE);
        struct quote_near near;
        assert_int_equal(quote_nearest(&folded, half, &found, &near), ERR_NONE);
        free(bytes);
    }
}

static void test_refused(void **state)
{
    (void)state;
    struct quote_folded folded = {0};
    assert_int_equal(quote_fold((struct text){.ptr = "", .len = QUOTE_TEXT_MAX + 1}, &folded), ERR_INTERNAL);
    assert_int_equal(quote_fold(TEXT("a\xff"), &folded), ERR_INTERNAL);
    assert_null(folded.points);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),        cmocka_unit_test(test_absent),     cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_nothing_near), cmocka_unit_test(test_slice),      cmocka_unit_test(test_every_code_point),
        cmocka_unit_test(test_random),       cmocka_unit_test(test_hard_texts), cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
