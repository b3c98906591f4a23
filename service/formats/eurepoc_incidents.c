/* The incidents of EuRepoC: their lists, and what has no field of its own told in the description. */
#include <string.h>

#include "formats/eurepoc_private.h"
#include "formats/slugs.h"

#define DESCRIPTION_BYTES 9500
#define VICTIMS_MAX       1000

/* What the items of a list go into. */
struct taking {
    struct eurepoc *eurepoc;
    struct eurepoc_incident *incident;
    enum err err;
};

static bool take_url(void *context, size_t outer, struct text item)
{
    (void)outer;
    struct taking *taking = context;
    struct eurepoc *eurepoc = taking->eurepoc;
    if (item.len == 0)
        return true;
    struct table_item *source = table_add(&eurepoc->sources, &eurepoc->arena, item);
    if (source && !source->value)
        source->value = &taking->incident->place;
    if (!source || table_put(&taking->incident->cited, &eurepoc->arena, item))
        taking->err = ERR_INTERNAL;
    return !taking->err;
}

static bool take_country(void *context, size_t outer, struct text item)
{
    (void)outer;
    struct taking *taking = context;
    struct text code = eurepoc_country(item);
    if (!eurepoc_names_nobody(item))
        taking->err = table_put(code.ptr ? &taking->incident->countries : &taking->incident->beyond,
                                &taking->eurepoc->arena, code.ptr ? code : item);
    return !taking->err;
}

static bool take_category(void *context, size_t outer, struct text item)
{
    (void)outer;
    struct taking *taking = context;
    struct text name = item;
    for (size_t at = 0; at + 1 < item.len && name.len == item.len; at++)
        if (memcmp(item.ptr + at, " (", 2) == 0)
            name.len = at;
    BUF_CLEANUP struct buf slug;
    buf_init(&slug, 2 * SLUG_MAX);
    slug_fold(name, SLUG_MAX, &slug);
    if (!eurepoc_names_nobody(name) && slug.len > 0)
        taking->err = table_put(&taking->incident->sectors, &taking->eurepoc->arena, buf_view(&slug));
    return !taking->err;
}

/* A receiver is an actor where the name tells what it is, and is told in the description where not. */
static bool take_receiver(void *context, size_t outer, struct text item)
{
    (void)outer;
    struct taking *taking = context;
    struct eurepoc *eurepoc = taking->eurepoc;
    if (eurepoc_names_nobody(item) || taking->incident->victims.count == VICTIMS_MAX)
        return true;
    struct eurepoc_actor *actor = NULL;
    taking->err = eurepoc_actor(eurepoc, item, NULL, taking->incident->place, &actor);
    if (!taking->err)
        taking->err = table_put(actor ? &taking->incident->victims : &taking->incident->beyond, &eurepoc->arena,
                                actor ? eurepoc_ref(eurepoc, actor) : item);
    return !taking->err;
}

static enum err take_list(struct taking *taking, enum eurepoc_fact fact,
                          bool (*take)(void *context, size_t outer, struct text item), const char *fault)
{
    if (eurepoc_list_parse(&taking->eurepoc->arena, taking->incident->facts[fact], take, taking))
        return ERR_NONE;
    return taking->err ? taking->err : eurepoc_refuse(taking->eurepoc, taking->incident->place, "invalid-cell", fault);
}

static enum err take_lists(struct eurepoc *eurepoc, struct eurepoc_incident *incident)
{
    struct taking taking = {.eurepoc = eurepoc, .incident = incident};
    enum err err = take_list(&taking, EUREPOC_RECEIVER_CATEGORY, take_category, "receiver_category is no list.");
    if (!err)
        err = take_list(&taking, EUREPOC_RECEIVER_NAME, take_receiver, "receiver_name is no list.");
    if (!err)
        err = take_list(&taking, EUREPOC_RECEIVER_COUNTRY, take_country, "receiver_country is no list.");
    if (!err)
        err = take_list(&taking, EUREPOC_SOURCES_ATTRIBUTION, take_url, "sources_attribution is no list.");
    /* Where the attributions have no documents of their own, those of the incident stand for them. */
    struct table own = incident->cited;
    if (!err)
        err = take_list(&taking, EUREPOC_SOURCES, take_url, "sources_url is no list.");
    if (!err && own.count > 0)
        incident->cited = own;
    return err;
}

static void put_fact(struct buf *text, const struct eurepoc_incident *incident, enum eurepoc_fact fact,
                     const char *words)
{
    struct text value = text_trim(incident->facts[fact]);
    if (value.len == 0 || text_equal(value, TEXT("Not available")) || text->len + value.len > DESCRIPTION_BYTES)
        return;
    buf_cstr(text, text->len > 0 ? "\n" : "");
    buf_format(text, "%s: %.*s", words, TEXT_ARG(value));
}

/* Responses are no statements on who did it: they are told as the file has them. */
static void write_description(struct eurepoc *eurepoc, const struct eurepoc_incident *incident)
{
    static const struct {
        enum eurepoc_fact fact;
        const char *words;
    } facts[] = {
        {EUREPOC_INCIDENT_TYPE, "Type"},
        {EUREPOC_CRITERIA, "Recorded because"},
        {EUREPOC_POLITICAL_TYPE, "Political responses"},
        {EUREPOC_POLITICAL_DATE, "Dates of political responses"},
        {EUREPOC_POLITICAL_COUNTRY, "Countries of political responses"},
        {EUREPOC_POLITICAL_ACTOR, "Actors of political responses"},
        {EUREPOC_LEGAL_TYPE, "Legal responses"},
        {EUREPOC_LEGAL_DATE, "Dates of legal responses"},
        {EUREPOC_LEGAL_COUNTRY, "Countries of legal responses"},
        {EUREPOC_LEGAL_ACTOR, "Actors of legal responses"},
    };
    BUF_CLEANUP struct buf text;
    buf_init(&text, 2 * DESCRIPTION_BYTES);
    struct text own = text_trim(incident->facts[EUREPOC_DESCRIPTION]);
    if (own.len <= DESCRIPTION_BYTES)
        buf_text(&text, own);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        put_fact(&text, incident, facts[i].fact, facts[i].words);
    for (size_t i = 0; i < incident->beyond.count && text.len < DESCRIPTION_BYTES; i++)
        buf_format(&text, "%s%.*s", i > 0 ? "; " : "\nOther receivers: ", TEXT_ARG(incident->beyond.items[i].key));
    if (text.len == 0)
        return;
    json_write_pair(&eurepoc->json, "description", buf_view(&text));
    json_write_pair(&eurepoc->json, "description_language", TEXT("en"));
}

static void write_keys(struct json_writer *json, const char *name, const struct table *table)
{
    json_write_key(json, name);
    json_write_array_begin(json);
    for (size_t i = 0; i < table->count; i++)
        json_write_string(json, table->items[i].key);
    json_write_array_end(json);
}

/* An incident that ends before it begins has an end that is not known: 2000-01-01 stands for that in the file. */
static struct text end_of(const struct eurepoc_incident *incident)
{
    struct text start = eurepoc_date(incident->facts[EUREPOC_STARTED]);
    struct text end = eurepoc_date(incident->facts[EUREPOC_ENDED]);
    size_t common = start.len < end.len ? start.len : end.len;
    return common > 0 && memcmp(end.ptr, start.ptr, common) < 0 ? TEXT_NONE : end;
}

static enum err write_incident(struct eurepoc *eurepoc, const struct eurepoc_incident *incident)
{
    struct json_writer *json = &eurepoc->json;
    struct text id = incident->facts[EUREPOC_ID], name;
    struct text key = arena_format(&eurepoc->arena, "incident/%.*s", TEXT_ARG(id));
    enum err err = key.ptr ? eurepoc_clean(&eurepoc->arena, incident->facts[EUREPOC_NAME], &name) : ERR_INTERNAL;
    if (err)
        return err;
    BUF_CLEANUP struct buf slug;
    buf_init(&slug, SLUG_MAX);
    slug_fold(name, 70, &slug);
    buf_format(&slug, "%seurepoc-%.*s", slug.len > 0 ? "-" : "", TEXT_ARG(id));
    eurepoc_begin(eurepoc, "incident", key);
    json_write_pair(json, "slug", buf_view(&slug));
    json_write_pair(json, "name", name);
    json_write_pair(json, "language", TEXT("en"));
    write_description(eurepoc, incident);
    json_write_pair(json, "started_on", eurepoc_date(incident->facts[EUREPOC_STARTED]));
    json_write_pair(json, "ended_on", end_of(incident));
    write_keys(json, "victim_countries", &incident->countries);
    write_keys(json, "victim_sectors", &incident->sectors);
    write_keys(json, "victims", &incident->victims);
    json_write_key(json, "external_ids");
    json_write_array_begin(json);
    json_write_object_begin(json);
    json_write_pair(json, "scheme", TEXT("eurepoc"));
    json_write_pair(json, "value", id);
    json_write_object_end(json);
    json_write_array_end(json);
    return eurepoc_end(eurepoc, incident->place);
}

enum err eurepoc_write_incidents(struct eurepoc *eurepoc)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < eurepoc->incidents.count && !err; i++) {
        struct eurepoc_incident *incident = eurepoc->incidents.items[i].value;
        bool before = eurepoc->refused;
        eurepoc->refused = false;
        err = take_lists(eurepoc, incident);
        if (!err && !eurepoc->refused)
            err = write_incident(eurepoc, incident);
        if (!err && !eurepoc->refused)
            err = eurepoc->out->made(eurepoc->out->context, &incident->place);
        eurepoc->refused = eurepoc->refused || before;
    }
    return err;
}
