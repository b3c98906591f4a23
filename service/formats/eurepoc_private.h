/* What the parts of the converter of EuRepoC share. Within service/formats. */
#ifndef CLAIMD_FORMATS_EUREPOC_PRIVATE_H
#define CLAIMD_FORMATS_EUREPOC_PRIVATE_H

#include <stdbool.h>

#include "claimd/arena.h"
#include "claimd/csv_read.h"
#include "claimd/json_write.h"
#include "formats/eurepoc_names.h"
#include "formats/eurepoc_table.h"
#include "formats/eurepoc_words.h"
#include "formats/format.h"

enum { EUREPOC_ATTRIBUTIONS, EUREPOC_INCIDENTS };

/* Columns of the attributions, in their order in the file. */
enum eurepoc_column {
    EUREPOC_INCIDENT_ID,
    EUREPOC_ATTRIBUTION_ID,
    EUREPOC_DATE,
    EUREPOC_TYPE,
    EUREPOC_BASIS,
    EUREPOC_CLAIMANT,
    EUREPOC_COMPANY,
    EUREPOC_CLAIMANT_COUNTRY,
    EUREPOC_INITIATOR,
    EUREPOC_COUNTRY,
    EUREPOC_CATEGORY,
    EUREPOC_COLUMN_COUNT
};

/*
 * The rows of one attribution. The file has every combination of the values of its columns, so a row says nothing about
 * which of them belong together: only the distinct values of each column do.
 */
struct eurepoc_attribution {
    struct text incident, id; /* `id` is TEXT_NONE for a row without */
    struct table columns[EUREPOC_COLUMN_COUNT];
    struct format_place *places;
    size_t rows, room;
};

/* Columns of the incidents that are used. */
enum eurepoc_fact {
    EUREPOC_ID,
    EUREPOC_NAME,
    EUREPOC_DESCRIPTION,
    EUREPOC_STARTED,
    EUREPOC_ENDED,
    EUREPOC_CRITERIA,
    EUREPOC_INCIDENT_TYPE,
    EUREPOC_RECEIVER_NAME,
    EUREPOC_RECEIVER_COUNTRY,
    EUREPOC_RECEIVER_CATEGORY,
    EUREPOC_SOURCES_ATTRIBUTION,
    EUREPOC_POLITICAL_DATE,
    EUREPOC_POLITICAL_TYPE,
    EUREPOC_POLITICAL_COUNTRY,
    EUREPOC_POLITICAL_ACTOR,
    EUREPOC_LEGAL_DATE,
    EUREPOC_LEGAL_TYPE,
    EUREPOC_LEGAL_COUNTRY,
    EUREPOC_LEGAL_ACTOR,
    EUREPOC_SOURCES,
    EUREPOC_FACT_COUNT
};

struct eurepoc_incident {
    struct text facts[EUREPOC_FACT_COUNT];
    struct format_place place;
    struct table cited; /* URLs that its attributions rest on */
    struct table victims, sectors, countries;
    struct table beyond; /* other receivers: "EU (region)", names that do not tell what they are */
};

struct eurepoc_actor {
    struct text key, name;
    const char *kind;
    struct text country;          /* ISO 3166-1 alpha-2 */
    bool individually, otherwise; /* accused as an individual, as anything else */
    struct table names, groups, based_in, part_of, notes;
    struct format_place place;
};

struct eurepoc {
    const struct format_output *out;
    struct arena arena;
    struct table attributions, incidents, actors, sources;
    struct buf buf;
    struct json_writer json;
    bool refused;
};

/* Files into memory: eurepoc_read.c */
enum err eurepoc_read_incidents(struct eurepoc *eurepoc, FILE *file) CLAIMD_MUST_CHECK;
enum err eurepoc_read_attributions(struct eurepoc *eurepoc, FILE *file) CLAIMD_MUST_CHECK;
enum err eurepoc_refuse(struct eurepoc *eurepoc, struct format_place place, const char *code,
                        const char *detail) CLAIMD_MUST_CHECK;

/* Whom an attribution names: eurepoc_parties.c. Refs as records have them. */
struct eurepoc_parties {
    struct table accused, claimants; /* ref → name as it is told */
    struct table affiliations;       /* the same: suggested for this incident alone */
    bool none;                       /* nobody is accused */
    bool self;
};
enum err eurepoc_parties(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution,
                         struct eurepoc_parties *out) CLAIMD_MUST_CHECK;
/* Its claimants, once the accused are there: eurepoc_claimants.c. */
enum err eurepoc_claimants(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution,
                           struct eurepoc_parties *out) CLAIMD_MUST_CHECK;
enum err eurepoc_put_party(struct eurepoc *eurepoc, struct table *to, struct text ref,
                           struct text name) CLAIMD_MUST_CHECK;
enum err eurepoc_put_actor(struct eurepoc *eurepoc, struct table *to,
                           const struct eurepoc_actor *actor) CLAIMD_MUST_CHECK;
/* The actor that a name of the file means, which is made where it is not there yet. `kind`: where the name does not
 * tell; NULL: then there is none, and `*out` is NULL. */
enum err eurepoc_actor(struct eurepoc *eurepoc, struct text raw, const char *kind, struct format_place place,
                       struct eurepoc_actor **out) CLAIMD_MUST_CHECK;
enum err eurepoc_unnamed(struct eurepoc *eurepoc, struct text slug, struct text name, struct text word,
                         struct format_place place, struct eurepoc_actor **out) CLAIMD_MUST_CHECK;
struct text eurepoc_ref(struct eurepoc *eurepoc, const struct eurepoc_actor *actor);

/* Records: eurepoc_records.c, eurepoc_claims.c */
enum err eurepoc_write_collection(struct eurepoc *eurepoc) CLAIMD_MUST_CHECK;
enum err eurepoc_write_actors(struct eurepoc *eurepoc) CLAIMD_MUST_CHECK;
enum err eurepoc_write_sources(struct eurepoc *eurepoc) CLAIMD_MUST_CHECK;
enum err eurepoc_write_incidents(struct eurepoc *eurepoc) CLAIMD_MUST_CHECK;
enum err eurepoc_write_claims(struct eurepoc *eurepoc) CLAIMD_MUST_CHECK;
void eurepoc_begin(struct eurepoc *eurepoc, const char *type, struct text key);
enum err eurepoc_end(struct eurepoc *eurepoc, struct format_place place) CLAIMD_MUST_CHECK;
/* The key of the document that a URL leads to. */
struct text eurepoc_source_key(struct eurepoc *eurepoc, struct text url);
/* `2021-01-01` is the year, TEXT_NONE no date. */
struct text eurepoc_date(struct text date);

#endif
