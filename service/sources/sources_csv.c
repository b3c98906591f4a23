#include "sources/sources_json.h"

static const struct csv_column columns[] = {
    CSV_RECORD_HEAD,
    CSV_COLUMN("slug", "slug"),
    CSV_COLUMN("kind", "kind"),
    CSV_COLUMN("title", "title"),
    CSV_COLUMN("language", "language"),
    CSV_COLUMN("translated_from", "translated_from"),
    CSV_COLUMN("publisher_id", "publisher_id"),
    CSV_COLUMN("publisher_slug", "publisher_slug"),
    CSV_COLUMN("publisher", "publisher_name"),
    CSV_COLUMN("authors", "authors"),
    CSV_COLUMN("agency_id", "agency_id"),
    CSV_COLUMN("agency_slug", "agency_slug"),
    CSV_COLUMN("agency", "agency_name"),
    CSV_COLUMN("url", "url"),
    CSV_COLUMN("published_on", "published_on"),
    CSV_COLUMN("published_on_precision", "published_precision"),
    CSV_COLUMN("published_from", "published_from"),
    CSV_COLUMN("published_to", "published_to"),
    CSV_COLUMN("published_basis", "published_basis"),
    CSV_COLUMN("published_note", "published_note"),
    CSV_COLUMN("text_sha256", "text_sha256"),
    CSV_COLUMN("text_length", "text_length"),
    CSV_COLUMN("reliability", "reliability"),
    CSV_COLUMN("reliability_by_slug", "grader_slug"),
    CSV_COLUMN("reliability_by", "grader_name"),
    CSV_COLUMN("claim_count", "claims"),
    CSV_RECORD_TAIL,
};

const struct csv_form sources_csv = CSV_FORM(columns);
