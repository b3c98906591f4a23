#include "incidents/incidents_json.h"

/* What has several columns of lists is in step: the n-th part of each is of the n-th name, victim or external id. */
static const struct csv_column columns[] = {
    CSV_RECORD_HEAD,
    CSV_COLUMN("slug", "slug"),
    CSV_COLUMN("name", "name"),
    CSV_COLUMN("language", "language"),
    CSV_COLUMN("names", "name_texts"),
    CSV_COLUMN("name_languages", "name_languages"),
    CSV_COLUMN("name_kinds", "name_kinds"),
    CSV_COLUMN("description", "description"),
    CSV_COLUMN("description_language", "description_language"),
    CSV_COLUMN("started_on", "started_on"),
    CSV_COLUMN("ended_on", "ended_on"),
    CSV_COLUMN("started_from", "started_from"),
    CSV_COLUMN("ended_to", "ended_to"),
    CSV_COLUMN("victim_count_min", "victim_count_min"),
    CSV_COLUMN("victim_count_max", "victim_count_max"),
    CSV_COLUMN("victim_countries", "victim_countries"),
    CSV_COLUMN("victim_sectors", "victim_sectors"),
    CSV_COLUMN("victims", "victim_names"),
    CSV_COLUMN("victim_slugs", "victim_slugs"),
    CSV_COLUMN("part_of_id", "wider_id"),
    CSV_COLUMN("part_of_slug", "wider_slug"),
    CSV_COLUMN("part_of", "wider_name"),
    CSV_COLUMN("external_id_schemes", "schemes"),
    CSV_COLUMN("external_ids", "scheme_values"),
    CSV_COLUMN("claim_count", "claims"),
    CSV_RECORD_TAIL,
};

const struct csv_form incidents_csv = CSV_FORM(columns);
