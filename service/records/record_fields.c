#include "records/record_fields.h"

/* Ceilings in code points, and of lists. The tables of the database have the same. */
#define NAME_LENGTH        300
#define TITLE_LENGTH       1000
#define VERSION_LENGTH     100
#define LABEL_LENGTH       200
#define CITE_LENGTH        2000
#define NOTE_LENGTH        2000
#define DESCRIPTION_LENGTH 10000
#define STATEMENT_LENGTH   2000
#define PATTERN_LENGTH     1000
#define QUOTE_LENGTH       1000
#define CONTEXT_LENGTH     500
#define SOURCE_TEXT_LENGTH 2097152
#define TRANSLATION_LENGTH 2000
#define REASON_LENGTH      1000
#define LIST_FEW           100
#define LIST_MANY          1000
#define VICTIMS_MAX        1000000000000
#define OFFSET_MAX         INT32_MAX

#define SET(array)                                                                                                     \
    {                                                                                                                  \
        .fields = (array), .count = sizeof(array) / sizeof *(array)                                                    \
    }
#define TO(type) (1U << RECORD_##type)

/* A row a field. */
/* clang-format off */

#define LINE(field, most, ...)   {.name = field, .kind = FIELD_LINE, .min = 1, .max = most, __VA_ARGS__}
#define TEXT_OF(field, most, ...) {.name = field, .kind = FIELD_TEXT, .min = 1, .max = most, __VA_ARGS__}
#define NUMBER(field, least, most, ...) {.name = field, .kind = FIELD_INTEGER, .min = least, .max = most, __VA_ARGS__}
#define CHOICE(field, from, ...) {.name = field, .kind = FIELD_CHOICE, .choices = from, __VA_ARGS__}
#define REF(field, to, ...)      {.name = field, .kind = FIELD_REFERENCE, .targets = to, __VA_ARGS__}
#define OBJECT(field, set, ...)  {.name = field, .kind = FIELD_OBJECT, .fields = SET(set), __VA_ARGS__}
#define FIELD(field, what, ...)  {.name = field, .kind = FIELD_##what, __VA_ARGS__}
#define REQUIRED                 .required = true
#define MANY(most)               .list = true, .list_max = most
#define DISTINCT(most)           .list = true, .distinct = true, .list_max = most

static const char *const actor_kinds[] = {
    "state", "agency", "intrusion_set", "company", "alliance", "media", "person", "unnamed", NULL};
static const char *const actor_name_kinds[] = {
    "canonical", "alias", "translation", "misspelling", "former", "demonym", NULL};
static const char *const incident_name_kinds[] = {"canonical", "alias", "translation", "misspelling", "former", NULL};
static const char *const link_types[] = {"part_of", "national_of", "based_in", NULL};
static const char *const source_kinds[] = {
    "news", "report", "government_statement", "indictment", "social_post", "blog", "advisory", "dataset", NULL};
static const char *const date_bases[] = {"stated", "inferred", "external", NULL};
static const char *const grades[] = {"A", "B", "C", "D", "E", "F", NULL};
static const char *const confidence_levels[] = {"low", "moderate", "high", "unstated", NULL};
static const char *const likelihood_levels[] = {
    "almost_no_chance", "very_unlikely", "unlikely", "roughly_even", "likely", "very_likely", "almost_certain", NULL};
static const char *const bases[] = {
    "technical", "intelligence", "legal", "political", "media", "self", "unstated", NULL};
static const char *const responsibilities[] = {
    "state_prohibited", "state_prohibited_but_inadequate", "state_ignored", "state_encouraged", "state_shaped",
    "state_coordinated", "state_ordered", "state_rogue_conducted", "state_executed", "state_integrated", NULL};
static const char *const citation_forms[] = {"direct_speech", "reported_speech", "reference", NULL};
static const char *const verifications[] = {"declared", "text", NULL};
static const char *const subject_types[] = {"incident", "actor", "pattern", NULL};
static const char *const counter_stances[] = {"denies", "rejects", "disputes", "counter_accuses", NULL};
static const char *const verdicts[] = {"same", "part_of", "apart", NULL};
static const char *const endorsement_stances[] = {"endorses", "supports_without_attributing", NULL};

static const struct field identity[] = {
    FIELD("id", UUID),
    REF("collection", TO(COLLECTION)),
    FIELD("key", KEY),
};

static const struct field external_id[] = {
    FIELD("scheme", SLUG, REQUIRED),
    LINE("value", NAME_LENGTH, REQUIRED),
    FIELD("url", URL),
};

static const struct field collection[] = {
    FIELD("id", UUID),
    FIELD("slug", SLUG, REQUIRED),
    LINE("name", NAME_LENGTH, REQUIRED),
    TEXT_OF("description", DESCRIPTION_LENGTH),
    LINE("licence", NAME_LENGTH),
    TEXT_OF("citation", CITE_LENGTH),
    FIELD("url", URL),
    LINE("version", VERSION_LENGTH),
};

static const struct field actor_name[] = {
    LINE("text", NAME_LENGTH, REQUIRED),
    FIELD("language", LANGUAGE, REQUIRED),
    CHOICE("kind", actor_name_kinds, REQUIRED),
    REF("used_by", TO(ACTOR)),
    REF("seen_in", TO(SOURCE)),
    TEXT_OF("note", NOTE_LENGTH),
};
/* A name that has a record of its own says whose it is. */
static const struct field bearer[] = {
    REF("actor", TO(ACTOR), REQUIRED),
};
static const struct field actor_link[] = {
    CHOICE("type", link_types, REQUIRED),
    REF("actor", TO(ACTOR), REQUIRED),
    FIELD("from", DATE),
    FIELD("to", DATE),
    REF("source", TO(SOURCE)),
    TEXT_OF("note", NOTE_LENGTH),
};
static const struct field actor[] = {
    FIELD("slug", SLUG, REQUIRED),
    CHOICE("kind", actor_kinds, REQUIRED),
    LINE("name", NAME_LENGTH, REQUIRED),
    FIELD("language", LANGUAGE, REQUIRED),
    FIELD("country", COUNTRY),
    TEXT_OF("description", DESCRIPTION_LENGTH),
    FIELD("description_language", LANGUAGE),
    OBJECT("names", actor_name, MANY(LIST_MANY)),
    OBJECT("links", actor_link, MANY(LIST_FEW)),
    OBJECT("external_ids", external_id, MANY(LIST_FEW)),
    REF("merged_into", TO(ACTOR)),
};

static const struct field incident_name[] = {
    LINE("text", NAME_LENGTH, REQUIRED),
    FIELD("language", LANGUAGE, REQUIRED),
    CHOICE("kind", incident_name_kinds, REQUIRED),
    REF("seen_in", TO(SOURCE)),
};
static const struct field victim_count[] = {
    NUMBER("min", 0, VICTIMS_MAX),
    NUMBER("max", 0, VICTIMS_MAX),
};
static const struct field incident[] = {
    FIELD("slug", SLUG, REQUIRED),
    LINE("name", NAME_LENGTH, REQUIRED),
    FIELD("language", LANGUAGE, REQUIRED),
    OBJECT("names", incident_name, MANY(LIST_MANY)),
    TEXT_OF("description", DESCRIPTION_LENGTH),
    FIELD("description_language", LANGUAGE),
    FIELD("started_on", DATE),
    FIELD("ended_on", DATE),
    OBJECT("victim_count", victim_count),
    FIELD("victim_countries", COUNTRY, DISTINCT(LIST_MANY)),
    FIELD("victim_sectors", SLUG, DISTINCT(LIST_FEW)),
    REF("victims", TO(ACTOR), DISTINCT(LIST_MANY)),
    REF("part_of", TO(INCIDENT)),
    OBJECT("external_ids", external_id, MANY(LIST_FEW)),
};

static const struct field source[] = {
    FIELD("slug", SLUG, REQUIRED),
    CHOICE("kind", source_kinds, REQUIRED),
    LINE("title", TITLE_LENGTH, REQUIRED),
    FIELD("language", LANGUAGE, REQUIRED),
    FIELD("translated_from", LANGUAGE),
    REF("publisher", TO(ACTOR)),
    LINE("authors", NAME_LENGTH, MANY(LIST_FEW)),
    REF("agency", TO(ACTOR)),
    FIELD("url", URL),
    FIELD("published_on", DATE),
    CHOICE("published_basis", date_bases),
    TEXT_OF("published_note", NOTE_LENGTH),
    FIELD("text_sha256", SHA256),
    NUMBER("text_length", 1, OFFSET_MAX),
    CHOICE("reliability", grades),
    REF("reliability_by", TO(ACTOR)),
};

static const struct field spoken_by[] = {
    REF("actor", TO(ACTOR)),
    LINE("role", NAME_LENGTH),
};
static const struct field confidence[] = {
    CHOICE("level", confidence_levels, REQUIRED),
    LINE("stated_as", NAME_LENGTH),
    NUMBER("score", 0, 100),
    FIELD("scale", SLUG),
};
static const struct field likelihood[] = {
    CHOICE("level", likelihood_levels, REQUIRED),
    LINE("stated_as", NAME_LENGTH),
};
static const struct field quote[] = {
    TEXT_OF("exact", QUOTE_LENGTH, REQUIRED),
    TEXT_OF("prefix", CONTEXT_LENGTH),
    TEXT_OF("suffix", CONTEXT_LENGTH),
    NUMBER("start", 0, OFFSET_MAX),
    NUMBER("end", 1, OFFSET_MAX),
};
static const struct field translation[] = {
    FIELD("language", LANGUAGE, REQUIRED),
    TEXT_OF("text", TRANSLATION_LENGTH, REQUIRED),
};
static const struct field citation[] = {
    REF("source", TO(SOURCE), REQUIRED),
    CHOICE("form", citation_forms, REQUIRED),
    OBJECT("quote", quote),
    FIELD("language", LANGUAGE),
    FIELD("translated_from", LANGUAGE),
    OBJECT("translation", translation),
    REF("reported_by", TO(ACTOR)),
    CHOICE("verified_how", verifications),
    TEXT_OF("source_text", SOURCE_TEXT_LENGTH, .aside = true),
};
/* What claims, counter-claims and endorsements have in common; `supersedes` points at a record of the same type. */
#define STATEMENT_FIELDS(type)                                                                                         \
    REF("claimants", TO(ACTOR), REQUIRED, DISTINCT(LIST_FEW)),                                                         \
    OBJECT("spoken_by", spoken_by),                                                                                    \
    TEXT_OF("statement", STATEMENT_LENGTH, REQUIRED),                                                                  \
    FIELD("language", LANGUAGE, REQUIRED),                                                                             \
    FIELD("claimed_on", DATE),                                                                                         \
    CHOICE("date_basis", date_bases),                                                                                  \
    TEXT_OF("date_note", NOTE_LENGTH),                                                                                 \
    OBJECT("confidence", confidence, REQUIRED),                                                                        \
    OBJECT("likelihood", likelihood),                                                                                  \
    CHOICE("basis", bases, REQUIRED),                                                                                  \
    OBJECT("citations", citation, REQUIRED, MANY(LIST_FEW)),                                                           \
    REF("supersedes", TO(type))

static const struct field subject[] = {
    CHOICE("type", subject_types, REQUIRED),
    REF("incident", TO(INCIDENT), .only_for = "incident"),
    REF("actor", TO(ACTOR), .only_for = "actor"),
    TEXT_OF("description", PATTERN_LENGTH, .only_for = "pattern"),
};
static const struct field claim[] = {
    STATEMENT_FIELDS(CLAIM),
    REF("actors", TO(ACTOR), REQUIRED, DISTINCT(LIST_FEW)),
    OBJECT("subject", subject, REQUIRED),
    CHOICE("responsibility", responsibilities),
};
static const struct field counter_claim[] = {
    STATEMENT_FIELDS(COUNTER_CLAIM),
    CHOICE("stance", counter_stances, REQUIRED),
    REF("counters", TO(CLAIM) | TO(COUNTER_CLAIM), REQUIRED, DISTINCT(LIST_FEW)),
    REF("raises_claim", TO(CLAIM)),
};
static const struct field endorsement[] = {
    STATEMENT_FIELDS(ENDORSEMENT),
    CHOICE("stance", endorsement_stances, REQUIRED),
    REF("endorses", TO(CLAIM), REQUIRED, DISTINCT(LIST_FEW)),
};

static const struct field retraction[] = {
    TEXT_OF("reason", REASON_LENGTH, REQUIRED),
};
static const struct field absence[] = {
    LINE("version", VERSION_LENGTH),
};
static const struct field origin[] = {
    LINE("version", VERSION_LENGTH),
    OBJECT("missing", absence),
    FIELD("imported", PART),
};
static const struct field decision[] = {
    FIELD("other", UUID, REQUIRED),
    CHOICE("verdict", verdicts, REQUIRED),
    LINE("label", LABEL_LENGTH, REQUIRED),
    LINE("rule", VERSION_LENGTH),
    TEXT_OF("reason", REASON_LENGTH),
};
static const struct field decisions[] = {
    OBJECT("decisions", decision, MANY(LIST_MANY)),
};
const struct field_set record_decisions = SET(decisions);
static const struct field marks[] = {
    OBJECT("retracted", retraction),
    OBJECT("origin", origin),
    OBJECT("withheld", retraction),
};
const struct field_set record_marks = SET(marks);

#define SHAPE(type) {.name = #type, .sets = {SET(identity), SET(type)}, .set_count = 2}

const struct record_shape record_shapes[RECORD_TYPE_COUNT] = {
    [RECORD_COLLECTION] = {.name = "collection", .sets = {SET(collection)}, .set_count = 1},
    [RECORD_ACTOR] = SHAPE(actor),
    [RECORD_ACTOR_NAME] =
        {.name = "actor_name", .sets = {SET(identity), SET(bearer), SET(actor_name)}, .set_count = 3},
    [RECORD_INCIDENT] = SHAPE(incident),
    [RECORD_SOURCE] = SHAPE(source),
    [RECORD_CLAIM] = SHAPE(claim),
    [RECORD_COUNTER_CLAIM] = SHAPE(counter_claim),
    [RECORD_ENDORSEMENT] = SHAPE(endorsement),
};

/* clang-format on */

const char *const record_type_names[] = {"collection", "actor",         "actor_name",  "incident", "source",
                                         "claim",      "counter_claim", "endorsement", NULL};

bool record_type_find(struct text name, enum record_type *out)
{
    for (unsigned type = 0; type < RECORD_TYPE_COUNT; type++) {
        if (text_equal(name, text_of(record_shapes[type].name))) {
            *out = (enum record_type)type;
            return true;
        }
    }
    return false;
}

const struct field *field_find(const struct field_set *sets, size_t set_count, struct text name)
{
    for (size_t set = 0; set < set_count; set++) {
        for (size_t i = 0; i < sets[set].count; i++)
            if (text_equal(name, text_of(sets[set].fields[i].name)))
                return &sets[set].fields[i];
    }
    return NULL;
}
