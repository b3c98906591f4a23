#include "records/record_rules.h"

#include <string.h>

#include "claimd/edtf.h"
#include "claimd/text.h"

static struct text string_of(const json_t *string)
{
    return (struct text){.ptr = json_string_value(string), .len = json_string_length(string)};
}

static bool has(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return value && !json_is_null(value);
}

static bool is(const json_t *object, const char *name, const char *value)
{
    return text_equal(string_of(json_object_get(object, name)), text_of(value));
}

static void broken(struct record_report *report, const struct record_path *path, const char *name, const char *detail)
{
    const struct record_path here = {.up = path, .name = text_of(name)};
    record_broken(report, &here, detail);
}

/* Nothing of `later` lies on or after the first day of `earlier`. */
static bool reversed(const json_t *object, const char *earlier, const char *later)
{
    struct edtf first, last;
    if (!edtf_parse(string_of(json_object_get(object, earlier)), &first) ||
        !edtf_parse(string_of(json_object_get(object, later)), &last))
        return false;
    char begin[EDTF_DAY_SIZE], end[EDTF_DAY_SIZE];
    edtf_first_day(&first, begin);
    edtf_last_day(&last, end);
    return strcmp(begin, end) > 0;
}

static void described_rules(const json_t *record, struct record_report *report)
{
    if (has(record, "description") != has(record, "description_language"))
        broken(report, NULL, "description_language", "A description has a language, and no description has none.");
}

static void actor_rules(const json_t *actor, struct record_report *report)
{
    described_rules(actor, report);
    if (is(actor, "kind", "state") && !has(actor, "country"))
        broken(report, NULL, "country", "A state has a country code.");
    const struct record_path links = {.name = TEXT("links")};
    size_t index;
    const json_t *link;
    json_array_foreach(json_object_get(actor, "links"), index, link)
    {
        const struct record_path here = {.up = &links, .index = index};
        if (reversed(link, "from", "to"))
            broken(report, &here, "to", "The link ends before it begins.");
    }
}

static void incident_rules(const json_t *incident, struct record_report *report)
{
    described_rules(incident, report);
    if (reversed(incident, "started_on", "ended_on"))
        broken(report, NULL, "ended_on", "The incident ends before it begins.");
    const json_t *count = json_object_get(incident, "victim_count");
    const struct record_path here = {.name = TEXT("victim_count")};
    if (json_is_object(count) && !has(count, "min") && !has(count, "max"))
        record_broken(report, &here, "A count has a min or a max; what is not known at all is null.");
    if (has(count, "min") && has(count, "max") &&
        json_integer_value(json_object_get(count, "min")) > json_integer_value(json_object_get(count, "max")))
        broken(report, &here, "max", "The most is less than the least.");
}

static void source_rules(const json_t *source, struct record_report *report)
{
    if (has(source, "published_on") != has(source, "published_basis"))
        broken(report, NULL, "published_basis", "A date has a basis, and no date has none.");
    if (has(source, "text_length") && !has(source, "text_sha256"))
        broken(report, NULL, "text_length", "The length is that of the text whose hash is in text_sha256.");
    if (has(source, "reliability_by") && !has(source, "reliability"))
        broken(report, NULL, "reliability_by", "Who graded it is told only where there is a grade.");
}

static void confidence_rules(const json_t *statement, struct record_report *report)
{
    const json_t *confidence = json_object_get(statement, "confidence");
    const struct record_path here = {.name = TEXT("confidence")};
    bool unstated = is(confidence, "level", "unstated");
    static const char *const stated[] = {"stated_as", "score", "scale"};
    for (size_t i = 0; unstated && i < sizeof stated / sizeof *stated; i++)
        if (has(confidence, stated[i]))
            broken(report, &here, stated[i], "What is unstated has no words, no score and no scale.");
    if (!unstated && has(confidence, "score") != has(confidence, "scale"))
        broken(report, &here, has(confidence, "score") ? "scale" : "score",
               "A score is read from a scale: both, or neither.");
}

static void quote_rules(const json_t *citation, const struct record_path *path, struct record_report *report)
{
    const json_t *quote = json_object_get(citation, "quote");
    const struct record_path here = {.up = path, .name = TEXT("quote")};
    if (has(quote, "start") != has(quote, "end")) {
        broken(report, &here, has(quote, "start") ? "end" : "start", "Offsets come together.");
    } else if (has(quote, "start")) {
        json_int_t span =
            json_integer_value(json_object_get(quote, "end")) - json_integer_value(json_object_get(quote, "start"));
        if (span != (json_int_t)text_code_points(string_of(json_object_get(quote, "exact"))))
            broken(report, &here, "end", "The offsets span another number of code points than the quote has.");
    } else if (has(citation, "verified_how")) {
        broken(report, path, "verified_how", "A verified quote tells where it stands in its source: start and end.");
    }
}

static void citation_rules(const json_t *citation, const struct record_path *path, struct record_report *report)
{
    bool quoted = has(citation, "quote");
    if (is(citation, "form", "reference") == quoted)
        broken(report, path, "quote",
               quoted ? "A mere reference has no quote." : "Speech is quoted; without a quote it is a reference.");
    if (quoted) {
        quote_rules(citation, path, report);
        if (!has(citation, "language"))
            broken(report, path, "language", "A quote has a language.");
    }
    static const char *const of_quotes[] = {"language", "translated_from", "translation", "verified_how"};
    for (size_t i = 0; !quoted && i < sizeof of_quotes / sizeof *of_quotes; i++)
        if (has(citation, of_quotes[i]))
            broken(report, path, of_quotes[i], "The field tells about a quote, and there is none.");
    if (is(citation, "verified_how", "text"))
        broken(report, path, "verified_how", "That a quote was found in the text is for the service to say.");
}

static void statement_rules(const json_t *statement, struct record_report *report)
{
    const json_t *speaker = json_object_get(statement, "spoken_by");
    if (json_is_object(speaker) && !has(speaker, "actor") && !has(speaker, "role"))
        broken(report, NULL, "spoken_by", "A speaker has an actor or a role; what is not known at all is null.");
    if (has(statement, "claimed_on") != has(statement, "date_basis"))
        broken(report, NULL, "date_basis", "A date has a basis, and no date has none.");
    confidence_rules(statement, report);
    const struct record_path citations = {.name = TEXT("citations")};
    size_t index;
    const json_t *citation;
    json_array_foreach(json_object_get(statement, "citations"), index, citation)
    {
        citation_rules(citation, &(struct record_path){.up = &citations, .index = index}, report);
    }
}

static void counter_claim_rules(const json_t *counter, struct record_report *report)
{
    statement_rules(counter, report);
    if (is(counter, "stance", "counter_accuses") != has(counter, "raises_claim"))
        broken(report, NULL, "raises_claim", "A counter-accusation, and only that, names the claim that it raises.");
}

void record_rules(const json_t *record, enum record_type type, struct record_report *report)
{
    if (type != RECORD_COLLECTION && has(record, "collection") != has(record, "key"))
        broken(report, NULL, has(record, "key") ? "collection" : "key",
               "A key belongs to a collection: both, or neither.");
    switch (type) {
    case RECORD_ACTOR:
        actor_rules(record, report);
        break;
    case RECORD_INCIDENT:
        incident_rules(record, report);
        break;
    case RECORD_SOURCE:
        source_rules(record, report);
        break;
    case RECORD_CLAIM:
    case RECORD_ENDORSEMENT:
        statement_rules(record, report);
        break;
    case RECORD_COUNTER_CLAIM:
        counter_claim_rules(record, report);
        break;
    case RECORD_ACTOR_NAME:
    case RECORD_COLLECTION:
    case RECORD_TYPE_COUNT:
        break;
    }
}
