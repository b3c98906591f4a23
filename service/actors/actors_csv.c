#include "actors/actors_json.h"

/* What has several columns of lists is in step: the n-th part of each is of the n-th name, link or external id. */
static const struct csv_column columns[] = {
    CSV_RECORD_HEAD,
    CSV_COLUMN("slug", "slug"),
    CSV_COLUMN("kind", "kind"),
    CSV_COLUMN("name", "name"),
    CSV_COLUMN("language", "language"),
    CSV_COLUMN("country", "country"),
    CSV_COLUMN("description", "description"),
    CSV_COLUMN("description_language", "description_language"),
    CSV_COLUMN("names", "name_texts"),
    CSV_COLUMN("name_languages", "name_languages"),
    CSV_COLUMN("name_kinds", "name_kinds"),
    CSV_COLUMN("link_types", "link_types"),
    CSV_COLUMN("link_actors", "target_names"),
    CSV_COLUMN("link_actor_slugs", "target_slugs"),
    CSV_COLUMN("link_from", "link_since"),
    CSV_COLUMN("link_to", "link_until"),
    CSV_COLUMN("external_id_schemes", "schemes"),
    CSV_COLUMN("external_ids", "scheme_values"),
    CSV_COLUMN("merged_into", "standing_name"),
    CSV_COLUMN("merged_into_slug", "standing_slug"),
    CSV_COLUMN("claims_against_count", "claims_against"),
    CSV_COLUMN("claims_by_count", "claims_by"),
    CSV_RECORD_TAIL,
};

const struct csv_form actors_csv = CSV_FORM(columns);
