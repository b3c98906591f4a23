/* The attributions of EuRepoC as claims, and what became of their rows. */
#include <string.h>

#include "formats/eurepoc_private.h"

#define NAMES_MAX     6
#define CITATIONS_MAX 100

static void write_refs(struct json_writer *json, const char *name, const struct table *table)
{
    json_write_key(json, name);
    json_write_array_begin(json);
    for (size_t i = 0; i < table->count; i++)
        json_write_string(json, table->items[i].key);
    json_write_array_end(json);
}

static void put_names(struct buf *text, const struct table *table)
{
    size_t shown = table->count > NAMES_MAX ? NAMES_MAX - 1 : table->count;
    for (size_t i = 0; i < shown; i++) {
        const char *comma = i == 0 ? "" : i + 1 == table->count ? " and " : ", ";
        buf_format(text, "%s%.*s", comma, TEXT_ARG(*(struct text *)table->items[i].value));
    }
    if (shown < table->count)
        buf_format(text, " and %zu others", table->count - shown);
}

/* The record's own words: EuRepoC codes attributions, it does not quote them. */
static void write_statement(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution,
                            const struct eurepoc_parties *parties)
{
    BUF_CLEANUP struct buf text;
    buf_init(&text, 4096);
    buf_cstr(&text, "Attributed to ");
    put_names(&text, &parties->accused);
    buf_cstr(&text, " by ");
    put_names(&text, &parties->claimants);
    if (parties->affiliations.count > 0) {
        buf_cstr(&text, "; an affiliation with ");
        put_names(&text, &parties->affiliations);
        buf_cstr(&text, " is suggested for this incident");
    }
    if (table_has(&attribution->columns[EUREPOC_BASIS], EUREPOC_CONTESTED))
        buf_cstr(&text, "; the attribution is contested");
    buf_char(&text, '.');
    json_write_pair(&eurepoc->json, "statement", buf_view(&text));
}

/* What the statement rests on: by its basis, and where that says only who speaks, by its type. */
static const char *basis_of(const struct eurepoc_attribution *attribution)
{
    const struct table *bases = &attribution->columns[EUREPOC_BASIS], *types = &attribution->columns[EUREPOC_TYPE];
    const char *by_type = NULL;
    if (bases->count > 1)
        return "unstated";
    if (table_has(bases, EUREPOC_SELF))
        return "self";
    if (table_has(bases, EUREPOC_TECHNICAL))
        return "technical";
    if (table_has(bases, EUREPOC_MEDIA))
        return "media";
    if (types->count == 1)
        (void)eurepoc_type(types->items[0].key, &by_type);
    if (by_type && strcmp(by_type, "media") == 0 && table_has(bases, EUREPOC_RECEIVER))
        by_type = "political";
    if (by_type)
        return by_type;
    bool official =
        table_has(bases, EUREPOC_RECEIVER) || table_has(bases, EUREPOC_EU) || table_has(bases, EUREPOC_WORLD);
    return official ? "political" : "unstated";
}

static void write_citation(struct json_writer *json, struct text source)
{
    json_write_object_begin(json);
    json_write_pair(json, "source", source);
    json_write_pair(json, "form", TEXT("reference"));
    json_write_object_end(json);
}

/* The file does not say which document has which attribution: a claim cites those of all of its incident. */
static enum err write_citations(struct eurepoc *eurepoc, const struct eurepoc_incident *incident)
{
    struct json_writer *json = &eurepoc->json;
    json_write_key(json, "citations");
    json_write_array_begin(json);
    for (size_t i = 0; i < incident->cited.count && i < CITATIONS_MAX; i++) {
        struct text key = eurepoc_source_key(eurepoc, incident->cited.items[i].key);
        struct text ref = key.ptr ? arena_format(&eurepoc->arena, "eurepoc/%.*s", TEXT_ARG(key)) : TEXT_NONE;
        if (!ref.ptr)
            return ERR_INTERNAL;
        write_citation(json, ref);
    }
    if (incident->cited.count == 0)
        write_citation(json, TEXT("eurepoc/data-set"));
    json_write_array_end(json);
    return ERR_NONE;
}

static void write_date(struct json_writer *json, const struct table *dates)
{
    struct text date = dates->count == 1 ? eurepoc_date(dates->items[0].key) : TEXT_NONE;
    if (!date.ptr)
        return;
    json_write_pair(json, "claimed_on", date);
    json_write_pair(json, "date_basis", TEXT("external"));
    json_write_pair(json, "date_note", TEXT("As EuRepoC dates it; a first of January is taken for the year."));
}

static enum err write_claim(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution,
                            const struct eurepoc_parties *parties)
{
    struct json_writer *json = &eurepoc->json;
    const struct table_item *incident = table_find(&eurepoc->incidents, attribution->incident);
    struct text key = arena_format(&eurepoc->arena, "attribution/%.*s/%.*s", TEXT_ARG(attribution->incident),
                                   TEXT_ARG(attribution->id));
    struct text about = arena_format(&eurepoc->arena, "eurepoc/incident/%.*s", TEXT_ARG(attribution->incident));
    if (!incident || !key.ptr || !about.ptr)
        return ERR_INTERNAL;
    eurepoc_begin(eurepoc, "claim", key);
    write_refs(json, "claimants", &parties->claimants);
    write_refs(json, "actors", &parties->accused);
    json_write_key(json, "subject");
    json_write_object_begin(json);
    json_write_pair(json, "type", TEXT("incident"));
    json_write_pair(json, "incident", about);
    json_write_object_end(json);
    write_statement(eurepoc, attribution, parties);
    json_write_pair(json, "language", TEXT("en"));
    write_date(json, &attribution->columns[EUREPOC_DATE]);
    json_write_key(json, "confidence");
    json_write_object_begin(json);
    json_write_pair(json, "level", TEXT("unstated"));
    json_write_object_end(json);
    json_write_pair(json, "basis", text_of(basis_of(attribution)));
    enum err err = write_citations(eurepoc, incident->value);
    return err ? err : eurepoc_end(eurepoc, attribution->places[0]);
}

static enum err passed(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution, struct text reason)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < attribution->rows && !err; i++)
        err = eurepoc->out->passed(eurepoc->out->context, &attribution->places[i], reason, TEXT_NONE);
    return err;
}

/* One row tells of the claim, the others are the same in other combinations. */
static enum err told(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution)
{
    enum err err = eurepoc->out->made(eurepoc->out->context, &attribution->places[0]);
    for (size_t i = 1; i < attribution->rows && !err; i++)
        err = eurepoc->out->merged(eurepoc->out->context, &attribution->places[i]);
    return err;
}

static enum err write_attribution(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution)
{
    struct eurepoc_parties parties;
    if (!attribution->id.ptr)
        return passed(eurepoc, attribution, TEXT("no attribution_ID: the incident alone"));
    enum err err = eurepoc_parties(eurepoc, attribution, &parties);
    if (err)
        return err;
    if (parties.none)
        return passed(eurepoc, attribution, TEXT("nobody is accused: the incident alone"));
    err = write_claim(eurepoc, attribution, &parties);
    return err ? err : told(eurepoc, attribution);
}

enum err eurepoc_write_claims(struct eurepoc *eurepoc)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < eurepoc->attributions.count && !err; i++)
        err = write_attribution(eurepoc, eurepoc->attributions.items[i].value);
    return err;
}
