#include "quotes/citation_check.h"

#include "claimd/hash.h"
#include "quotes/quote_find.h"

/* Code points of a quote. */
#define EXACT_MAX 1000
/* Quotes of a statement for which the nearest passage is looked for: it costs tens of milliseconds in a long text. */
#define NEAREST_MAX 5

struct check {
    struct arena *arena;
    struct faults *faults;
    size_t index;   /* of the citation */
    size_t nearest; /* how often it was looked for */
    struct text text;
    struct quote_folded folded; /* of `text` */
};

static struct text string_of(const json_t *object, const char *name)
{
    const json_t *string = json_object_get(object, name);
    return (struct text){.ptr = json_string_value(string), .len = json_string_length(string)};
}

void citation_text_hash(struct text text, char out[TEXT_HASH_SIZE])
{
    unsigned char hash[HASH_SHA256_SIZE];
    hash_sha256(text, hash);
    hash_hex(hash, sizeof hash, out);
}

/* `fault` without its place, which is `field` of the citation. */
static enum err add_fault(struct check *check, const char *field, struct fault fault)
{
    fault.where = FAULT_AT_POINTER;
    fault.name = arena_format(check->arena, "/citations/%zu/%s", check->index, field);
    return fault.name.ptr && fault.detail.ptr ? faults_add(check->faults, check->arena, &fault) : ERR_INTERNAL;
}

static enum err tell_absent(struct check *check, struct text exact)
{
    struct fault fault = {.code = FAULT_QUOTE_NOT_FOUND,
                          .detail = TEXT("The source's text does not have these words, nor any that are like them.")};
    bool found = false;
    struct quote_near near;
    enum err err = ERR_NONE;
    if (check->nearest++ < NEAREST_MAX)
        err = quote_nearest(&check->folded, exact, &found, &near);
    else
        fault.detail = TEXT("The source's text does not have these words.");
    if (err)
        return err;
    if (found) {
        struct text *words = arena_alloc(check->arena, sizeof *words);
        if (words == NULL ||
            arena_copy(check->arena, quote_slice(check->text, near.start, near.end), words) != ERR_NONE)
            return ERR_INTERNAL;
        fault.suggestions = words;
        fault.suggestion_count = 1;
        fault.detail =
            arena_format(check->arena, "The source's text does not have these words. The nearest stand at %zu to %zu.",
                         near.start, near.end);
    }
    return add_fault(check, "quote/exact", fault);
}

static bool says(const json_t *quote, const char *name, size_t place)
{
    const json_t *given = json_object_get(quote, name);
    return !json_is_integer(given) || json_integer_value(given) == (json_int_t)place;
}

static enum err tell_elsewhere(struct check *check, const json_t *quote, const struct quote_place *place)
{
    struct text detail = arena_format(check->arena, "The words stand at %zu to %zu.", place->start, place->end);
    enum err err = ERR_NONE;
    if (!says(quote, "start", place->start))
        err = add_fault(check, "quote/start", (struct fault){.code = FAULT_BROKEN_RULE, .detail = detail});
    if (!err && !says(quote, "end", place->end))
        err = add_fault(check, "quote/end", (struct fault){.code = FAULT_BROKEN_RULE, .detail = detail});
    return err;
}

static enum err tell_context(struct check *check, const struct quote *quote)
{
    const char *field = quote->suffix.ptr == NULL   ? "quote/prefix"
                        : quote->prefix.ptr == NULL ? "quote/suffix"
                                                    : "quote";
    return add_fault(check, field,
                     (struct fault){.code = FAULT_QUOTE_NOT_FOUND,
                                    .detail = TEXT("The source's text has the words, but not between these.")});
}

/* The quote as the text has it. */
static enum err keep(json_t *citation, json_t *quote, struct text words, const struct quote_place *place)
{
    bool kept = json_object_set_new(quote, "exact", json_stringn(words.ptr, words.len)) == 0 &&
                json_object_set_new(quote, "start", json_integer((json_int_t)place->start)) == 0 &&
                json_object_set_new(quote, "end", json_integer((json_int_t)place->end)) == 0 &&
                json_object_set_new(citation, "verified_how", json_string("text")) == 0;
    return kept ? ERR_NONE : ERR_INTERNAL;
}

static enum err check_quote(struct check *check, json_t *citation, json_t *given)
{
    const json_t *start = json_object_get(given, "start");
    const struct quote quote = {.exact = string_of(given, "exact"),
                                .prefix = string_of(given, "prefix"),
                                .suffix = string_of(given, "suffix"),
                                .start = json_is_integer(start) ? json_integer_value(start) : -1};
    bool found;
    struct quote_place place;
    enum err err = quote_find(&check->folded, &quote, &found, &place);
    if (err)
        return err;
    if (!found)
        return tell_absent(check, quote.exact);
    if (place.context_fit == 0)
        return tell_context(check, &quote);
    if (!says(given, "start", place.start) || !says(given, "end", place.end))
        return tell_elsewhere(check, given, &place);
    if (place.end - place.start > EXACT_MAX)
        return add_fault(check, "quote/exact",
                         (struct fault){.code = FAULT_TOO_LONG,
                                        .detail = TEXT("With the white space of the source it is more than 1,000.")});
    return keep(citation, given, quote_slice(check->text, place.start, place.end), &place);
}

/* The text to check against in `*out`; TEXT_NONE where there is none. */
static enum err choose_text(struct check *check, const struct citation_text *text, struct text *out)
{
    char hash[TEXT_HASH_SIZE];
    if (text->sent.ptr == NULL) {
        *out = text->on_file;
        return ERR_NONE;
    }
    if (text->hash.ptr == NULL)
        return add_fault(check, "source_text",
                         (struct fault){.code = FAULT_CONFLICT,
                                        .detail = TEXT("The source records no hash of its text to hold this one "
                                                       "against; put it to the source's /text first, with "
                                                       "store=false to keep its hash alone.")});
    citation_text_hash(text->sent, hash);
    if (!text_equal(text->hash, text_of(hash)))
        return add_fault(check, "source_text",
                         (struct fault){.code = FAULT_CONFLICT,
                                        .detail = TEXT("It is not the text whose hash the source records.")});
    *out = text->sent;
    return ERR_NONE;
}

static enum err check_citation(struct check *check, json_t *citation, const struct citation_text *with)
{
    json_t *quote = json_object_get(citation, "quote");
    struct text text = TEXT_NONE;
    enum err err = choose_text(check, with, &text);
    if (err || text.ptr == NULL || !json_is_object(quote))
        return err;
    /* Several quotes of one text come one after the other. */
    if (check->text.ptr != NULL && text_equal(text, check->text))
        return check_quote(check, citation, quote);
    quote_folded_deinit(&check->folded);
    check->text = text;
    err = quote_fold(text, &check->folded);
    return err ? err : check_quote(check, citation, quote);
}

enum err citations_check(json_t *record, const struct citation_text *texts, size_t count, struct arena *arena,
                         struct faults *faults)
{
    struct check check = {.arena = arena, .faults = faults};
    size_t before = faults->count;
    json_t *citation;
    enum err err = ERR_NONE;
    json_array_foreach(json_object_get(record, "citations"), check.index, citation)
    {
        if (check.index >= count || err)
            break;
        err = check_citation(&check, citation, &texts[check.index]);
    }
    quote_folded_deinit(&check.folded);
    return err ? err : faults->count > before ? ERR_INVALID_RECORD : ERR_NONE;
}
