#include "claimd/route.h"

#include "actors/actors_api.h"
#include "claims/claims_api.h"
#include "facets/facets_api.h"
#include "history/history_api.h"
#include "import/imports.h"
#include "incidents/incidents_api.h"
#include "listing/fields.h"
#include "listing/filter_params.h"
#include "listing/page.h"
#include "listing/rendering.h"
#include "pages/openapi_document.h"
#include "pages/problem_pages.h"
#include "past/known.h"
#include "past/past.h"
#include "quarrel/quarrel_api.h"
#include "responses/responses_api.h"
#include "routes_include.h"
#include "search/search.h"
#include "sources/sources_api.h"
#include "statements/statement_params.h"
#include "status/status_api.h"
#include "suggest/suggest_api.h"
#include "texts/texts_api.h"
#include "writing/write.h"

/* Where a list is cut, and in which form: of JSON, of lines, of CSV. */
#define PAGED &page_limit_param, &page_cursor_param, &page_count_param, &page_shape_param, &fields_param
#define LINES &page_lines_param, &page_cursor_param, &rendering_licences_param, &fields_param
#define SHEET &rendering_csv_safe_param, &rendering_bom_param

/* How a list of statements is listed, with the parameter for what it can include. */
#define STATEMENTS_LISTED(name, listed, include)                                                                       \
    static const struct param_spec *const name##_params[] = {listed, PAGED, include};                                  \
    static const struct param_spec *const name##_lines_params[] = {listed, LINES, include};                            \
    static const struct param_spec *const name##_csv_params[] = {listed, LINES, SHEET, &routes_include_refused_param}

/* … and can be searched. */
#define STATEMENTS_SEARCHED(name, listed, include)                                                                     \
    static const struct param_spec *const name##_params[] = {listed, PAGED, include, &search_highlight_param};         \
    static const struct param_spec *const name##_lines_params[] = {listed, LINES, include};                            \
    static const struct param_spec *const name##_csv_params[] = {listed, LINES, SHEET, &routes_include_refused_param}

/* When: as the record stood, and of statements what had been said. */
#define TIMES &past_as_of_param, &known_on_param
#define SAID  TIMES, &filter_undated_param

#define PARAMS(list) .params = (list), .param_count = sizeof(list) / sizeof((list)[0])

/* What claims may be filtered by, in lists and in facets. */
#define CLAIMS_FILTERS                                                                                                 \
    &statement_actor_param, &statement_claimant_param, &statement_party_param, &statement_spoken_by_param,             \
        &statement_incident_param, &statement_source_param, &filter_collection_param, &filter_missing_param,           \
        &filter_victim_country_param, &filter_sector_param, &statement_scope_param, &filter_from_param,                \
        &filter_to_param, &statement_date_field_param, &filter_undated_param, &statement_confidence_param,             \
        &statement_confidence_min_param, &statement_basis_param, &statement_responsibility_param,                      \
        &statement_status_param, &filter_language_param, &search_q_param, &page_on_unknown_param
#define CLAIMS_LISTED CLAIMS_FILTERS, &statement_sort_param, TIMES
STATEMENTS_SEARCHED(claims, CLAIMS_LISTED, &routes_claims_include_param);

static const struct param_spec *const facets_params[] = {&facets_by_param, CLAIMS_FILTERS, TIMES, &facets_limit_param,
                                                         &rendering_licences_param};

static const struct param_spec *const suggest_params[] = {&search_q_param, &suggest_kind_param, &suggest_limit_param};

#define COUNTER_CLAIMS_FILTERS                                                                                         \
    &statement_claimant_param, &statement_claim_param, &statement_spoken_by_param, &statement_source_param,            \
        &filter_collection_param, &filter_missing_param, &statement_scope_param, &filter_from_param, &filter_to_param, \
        &statement_response_date_field_param, &filter_undated_param, &statement_counter_stance_param,                  \
        &statement_confidence_param, &statement_confidence_min_param, &statement_basis_param, &statement_status_param, \
        &filter_language_param, &search_q_param, &page_on_unknown_param, &statement_sort_param, TIMES
STATEMENTS_SEARCHED(counter_claims, COUNTER_CLAIMS_FILTERS, &routes_counter_claims_include_param);

#define ENDORSEMENTS_FILTERS                                                                                           \
    &statement_claimant_param, &statement_claim_param, &statement_spoken_by_param, &statement_source_param,            \
        &filter_collection_param, &filter_missing_param, &statement_scope_param, &filter_from_param, &filter_to_param, \
        &statement_response_date_field_param, &filter_undated_param, &statement_endorsement_stance_param,              \
        &statement_confidence_param, &statement_confidence_min_param, &statement_basis_param, &statement_status_param, \
        &filter_language_param, &search_q_param, &page_on_unknown_param, &statement_sort_param, TIMES
STATEMENTS_SEARCHED(endorsements, ENDORSEMENTS_FILTERS, &routes_endorsements_include_param);

/* Of lists that hang on another record. */
#define STATEMENTS_OF_FILTERS &statement_sort_param, SAID
STATEMENTS_LISTED(claims_of, STATEMENTS_OF_FILTERS, &routes_claims_include_param);
STATEMENTS_LISTED(counter_claims_of, STATEMENTS_OF_FILTERS, &routes_counter_claims_include_param);
STATEMENTS_LISTED(endorsements_of, STATEMENTS_OF_FILTERS, &routes_endorsements_include_param);

/* … and on an actor, whose reach is asked for. */
#define CLAIMS_OF_ACTOR_FILTERS &statement_scope_param, &statement_sort_param, SAID
STATEMENTS_LISTED(claims_of_actor, CLAIMS_OF_ACTOR_FILTERS, &routes_claims_include_param);

#define ACTORS_FILTERS                                                                                                 \
    &actors_kind_param, &actors_country_param, &filter_collection_param, &filter_missing_param, &actors_merged_param,  \
        &actors_ambiguous_param, &search_q_param, &page_on_unknown_param, &actors_sort_param, &past_as_of_param
static const struct param_spec *const actors_params[] = {ACTORS_FILTERS, PAGED, &search_highlight_param};
static const struct param_spec *const actors_lines_params[] = {ACTORS_FILTERS, LINES};
static const struct param_spec *const actors_csv_params[] = {ACTORS_FILTERS, LINES, SHEET};

#define INCIDENTS_FILTERS                                                                                              \
    &filter_collection_param, &filter_missing_param, &filter_victim_country_param, &filter_sector_param,               \
        &filter_from_param, &filter_to_param, &filter_undated_param, &search_q_param, &page_on_unknown_param,          \
        &incidents_sort_param, &past_as_of_param
static const struct param_spec *const incidents_params[] = {INCIDENTS_FILTERS, PAGED, &search_highlight_param};
static const struct param_spec *const incidents_lines_params[] = {INCIDENTS_FILTERS, LINES};
static const struct param_spec *const incidents_csv_params[] = {INCIDENTS_FILTERS, LINES, SHEET};

#define SOURCES_FILTERS                                                                                                \
    &sources_kind_param, &sources_publisher_param, &filter_collection_param, &filter_missing_param,                    \
        &filter_language_param, &filter_from_param, &filter_to_param, &filter_undated_param, &search_q_param,          \
        &page_on_unknown_param, &sources_sort_param, &past_as_of_param
static const struct param_spec *const sources_params[] = {SOURCES_FILTERS, PAGED, &search_highlight_param};
static const struct param_spec *const sources_lines_params[] = {SOURCES_FILTERS, LINES};
static const struct param_spec *const sources_csv_params[] = {SOURCES_FILTERS, LINES, SHEET};

static const struct param_spec *const record_params[] = {&past_as_of_param, &fields_param};
static const struct param_spec *const claim_params[] = {SAID, &fields_param, &routes_claims_include_param};
static const struct param_spec *const counter_claim_params[] = {SAID, &fields_param,
                                                                &routes_counter_claims_include_param};
static const struct param_spec *const endorsement_params[] = {SAID, &fields_param, &routes_endorsements_include_param};
static const struct param_spec *const quarrel_params[] = {SAID};

static const struct param_spec *const history_params[] = {
    &history_sort_param, &page_limit_param, &page_cursor_param, &page_count_param, &page_shape_param, &fields_param,
};
static const struct param_spec *const revision_params[] = {&history_diff_param};

static const enum body_media records[] = {BODY_JSON};
static const enum body_media patches[] = {BODY_MERGE_PATCH};
static const struct param_spec *const retract_params[] = {&write_reason_param};
static const struct param_spec *const lift_params[] = {&write_reason_param, &write_revision_param};

#define TAKES(list) .takes = (list), .takes_count = sizeof(list) / sizeof((list)[0])
/* How the records of a resource are written. */
#define WRITTEN(at, by, who)                                                                                           \
    {                                                                                                                  \
        .path = (at), .method = METHOD_POST, .handler = (by), TAKES(records), .scope = (who), .class = ROUTE_WRITE     \
    }
#define CHANGED(at, by, who)                                                                                           \
    {.path = (at), .method = METHOD_PUT, .handler = (by), TAKES(records), .scope = (who), .class = ROUTE_WRITE},       \
        {.path = (at), .method = METHOD_PATCH, .handler = (by), TAKES(patches), .scope = (who), .class = ROUTE_WRITE}, \
    {                                                                                                                  \
        .path = (at), .method = METHOD_DELETE, .handler = (by), PARAMS(retract_params), .scope = (who),                \
        .class = ROUTE_WRITE                                                                                           \
    }

/* How a record of a resource is withheld and shown again, and a retracted one restored. */
#define MODERATED(at, by)                                                                                              \
    {.path = at "/withholding",                                                                                        \
     .method = METHOD_PUT,                                                                                             \
     .handler = (by),                                                                                                  \
     TAKES(records),                                                                                                   \
     .scope = SCOPE_MODERATE,                                                                                          \
     .class = ROUTE_WRITE},                                                                                            \
        {.path = at "/withholding",                                                                                    \
         .method = METHOD_DELETE,                                                                                      \
         .handler = (by),                                                                                              \
         PARAMS(lift_params),                                                                                          \
         .scope = SCOPE_MODERATE,                                                                                      \
         .class = ROUTE_WRITE},                                                                                        \
    {                                                                                                                  \
        .path = at "/restore", .method = METHOD_POST, .handler = (by), TAKES(records), .scope = SCOPE_MODERATE,        \
        .class = ROUTE_WRITE                                                                                           \
    }

#define OF_TEXTS(verb, by) .path = "/sources/{id}/text", .method = (verb), .handler = (by)
#define WRITES_SOURCES     .scope = SCOPE_SOURCES_WRITE, .class = ROUTE_WRITE
#define GIVES(list)        .media = (list), .media_count = sizeof(list) / sizeof((list)[0])
static const enum media text_media[] = {MEDIA_TEXT};
static const enum body_media texts[] = {BODY_TEXT};
static const struct param_spec *const text_params[] = {&texts_store_param};
static const enum media list_media[] = {MEDIA_JSON, MEDIA_NDJSON, MEDIA_CSV};

/* A list in all its forms: as Accept has it, and by the suffix of its path. */
#define LISTED(at, by, of, adds) LISTED_WITH(at, by, of, adds, NULL)
#define LISTED_WITH(at, by, of, adds, brings)                                                                          \
    {.path = (at),                                                                                                     \
     .method = METHOD_GET,                                                                                             \
     .handler = (by),                                                                                                  \
     PARAMS(of##_params),                                                                                              \
     .adds_faults = (adds),                                                                                            \
     .media = list_media,                                                                                              \
     .media_count = 3,                                                                                                 \
     .includes = (brings),                                                                                             \
     .suffixed = true},                                                                                                \
        FORM(at ".json", by, of##_params, adds, 0, brings),                                                            \
        FORM(at ".ndjson", by, of##_lines_params, adds, 1, brings),                                                    \
        FORM(at ".csv", by, of##_csv_params, adds, 2, NULL)
#define FORM(at, by, parameters, adds, media_at, brings)                                                               \
    {                                                                                                                  \
        .path = at, .method = METHOD_GET, .handler = (by), PARAMS(parameters), .adds_faults = (adds),                  \
        .media = &list_media[media_at], .media_count = 1, .ignores_accept = true, .includes = (brings)                 \
    }

/* One record. */
#define RECORD_WITH(at, by, of, brings)                                                                                \
    {                                                                                                                  \
        .path = (at), .method = METHOD_GET, .handler = (by), PARAMS(of##_params), .adds_faults = true,                 \
        .includes = (brings)                                                                                           \
    }

static const enum media page_media[] = {MEDIA_JSON, MEDIA_HTML};

static const enum body_media import_bodies[] = {BODY_NDJSON};
#define IMPORT_BODY_MAX (64U << 20)

static const struct route routes[] = {
    LISTED_WITH("/claims", claims_list, claims, true, &routes_claims_includes),
    RECORD_WITH("/claims/{id}", claims_get, claim, &routes_claims_includes),
    WRITTEN("/claims", claims_change, SCOPE_CLAIMS_WRITE),
    CHANGED("/claims/{id}", claims_change, SCOPE_CLAIMS_WRITE),
    MODERATED("/claims/{id}", claims_moderate),
    LISTED_WITH("/claims/{id}/counter-claims", counter_claims_of_claim, counter_claims_of, true,
                &routes_counter_claims_includes),
    LISTED_WITH("/claims/{id}/endorsements", endorsements_of_claim, endorsements_of, true,
                &routes_endorsements_includes),
    {.path = "/claims/{id}/thread", .method = METHOD_GET, .handler = quarrel_thread, PARAMS(quarrel_params)},
    LISTED_WITH("/counter-claims", counter_claims_list, counter_claims, true, &routes_counter_claims_includes),
    RECORD_WITH("/counter-claims/{id}", counter_claims_get, counter_claim, &routes_counter_claims_includes),
    WRITTEN("/counter-claims", counter_claims_change, SCOPE_CLAIMS_WRITE),
    CHANGED("/counter-claims/{id}", counter_claims_change, SCOPE_CLAIMS_WRITE),
    MODERATED("/counter-claims/{id}", counter_claims_moderate),
    LISTED_WITH("/endorsements", endorsements_list, endorsements, true, &routes_endorsements_includes),
    RECORD_WITH("/endorsements/{id}", endorsements_get, endorsement, &routes_endorsements_includes),
    WRITTEN("/endorsements", endorsements_change, SCOPE_CLAIMS_WRITE),
    CHANGED("/endorsements/{id}", endorsements_change, SCOPE_CLAIMS_WRITE),
    MODERATED("/endorsements/{id}", endorsements_moderate),
    LISTED("/actors", actors_list, actors, true),
    RECORD_WITH("/actors/{id}", actors_get, record, NULL),
    WRITTEN("/actors", actors_change, SCOPE_CLAIMS_WRITE),
    CHANGED("/actors/{id}", actors_change, SCOPE_CLAIMS_WRITE),
    MODERATED("/actors/{id}", actors_moderate),
    LISTED_WITH("/actors/{id}/claims-against", claims_against_actor, claims_of_actor, true, &routes_claims_includes),
    LISTED_WITH("/actors/{id}/claims-by", claims_by_actor, claims_of_actor, true, &routes_claims_includes),
    LISTED("/incidents", incidents_list, incidents, true),
    RECORD_WITH("/incidents/{id}", incidents_get, record, NULL),
    WRITTEN("/incidents", incidents_change, SCOPE_CLAIMS_WRITE),
    CHANGED("/incidents/{id}", incidents_change, SCOPE_CLAIMS_WRITE),
    MODERATED("/incidents/{id}", incidents_moderate),
    {.path = "/incidents/{id}/positions", .method = METHOD_GET, .handler = quarrel_positions, PARAMS(quarrel_params)},
    LISTED("/sources", sources_list, sources, true),
    RECORD_WITH("/sources/{id}", sources_get, record, NULL),
    WRITTEN("/sources", sources_change, SCOPE_SOURCES_WRITE),
    CHANGED("/sources/{id}", sources_change, SCOPE_SOURCES_WRITE),
    MODERATED("/sources/{id}", sources_moderate),
    {OF_TEXTS(METHOD_GET, texts_get), GIVES(text_media), .scope = SCOPE_SOURCES_WRITE | SCOPE_MODERATE},
    {OF_TEXTS(METHOD_PUT, texts_put), PARAMS(text_params), TAKES(texts), .body_max = TEXTS_BODY_MAX, WRITES_SOURCES},
    {OF_TEXTS(METHOD_DELETE, texts_delete), WRITES_SOURCES},
    LISTED_WITH("/sources/{id}/claims", claims_of_source, claims_of, true, &routes_claims_includes),
    {.path = "/claims/{id}/history", .method = METHOD_GET, .handler = history_list, PARAMS(history_params)},
    {.path = "/claims/{id}/history/{revision}",
     .method = METHOD_GET,
     .handler = history_revision,
     PARAMS(revision_params)},
    {.path = "/counter-claims/{id}/history", .method = METHOD_GET, .handler = history_list, PARAMS(history_params)},
    {.path = "/counter-claims/{id}/history/{revision}",
     .method = METHOD_GET,
     .handler = history_revision,
     PARAMS(revision_params)},
    {.path = "/endorsements/{id}/history", .method = METHOD_GET, .handler = history_list, PARAMS(history_params)},
    {.path = "/endorsements/{id}/history/{revision}",
     .method = METHOD_GET,
     .handler = history_revision,
     PARAMS(revision_params)},
    {.path = "/actors/{id}/history", .method = METHOD_GET, .handler = history_list, PARAMS(history_params)},
    {.path = "/actors/{id}/history/{revision}",
     .method = METHOD_GET,
     .handler = history_revision,
     PARAMS(revision_params)},
    {.path = "/incidents/{id}/history", .method = METHOD_GET, .handler = history_list, PARAMS(history_params)},
    {.path = "/incidents/{id}/history/{revision}",
     .method = METHOD_GET,
     .handler = history_revision,
     PARAMS(revision_params)},
    {.path = "/sources/{id}/history", .method = METHOD_GET, .handler = history_list, PARAMS(history_params)},
    {.path = "/sources/{id}/history/{revision}",
     .method = METHOD_GET,
     .handler = history_revision,
     PARAMS(revision_params)},
    {
        .path = "/facets",
        .method = METHOD_GET,
        .handler = facets,
        PARAMS(facets_params),
        .class = ROUTE_SEARCH,
        .adds_faults = true,
    },
    {
        .path = "/suggest",
        .method = METHOD_GET,
        .handler = suggest,
        PARAMS(suggest_params),
        .class = ROUTE_SEARCH,
        .adds_faults = true,
    },
    {
        .path = "/imports",
        .method = METHOD_POST,
        .handler = imports_none,
        .params = imports_params,
        .param_count = IMPORTS_PARAMS,
        .class = ROUTE_WRITE,
        .scope = SCOPE_CLAIMS_WRITE,
        .takes = import_bodies,
        .takes_count = 1,
        .body_max = IMPORT_BODY_MAX,
        .upload = true,
    },
    {
        .path = "/openapi.json",
        .method = METHOD_GET,
        .handler = openapi_document,
        .open = true,
        .ignores_accept = true,
        .unversioned = true,
    },
    {
        .path = "/problems/{id}",
        .method = METHOD_GET,
        .handler = problems_page,
        .open = true,
        GIVES(page_media),
        .unversioned = true,
    },
};

static const struct route private_routes[] = {
    {
        .path = "/livez",
        .method = METHOD_GET,
        .handler = status_live,
        .ignores_accept = true,
        .unversioned = true,
    },
    {
        .path = "/readyz",
        .method = METHOD_GET,
        .handler = status_ready,
        PARAMS(status_ready_params),
        .ignores_accept = true,
        .unversioned = true,
    },
    {
        .path = "/version",
        .method = METHOD_GET,
        .handler = status_version,
        .ignores_accept = true,
        .unversioned = true,
    },
};

const struct route_table claimd_routes = {.routes = routes, .count = sizeof routes / sizeof routes[0]};
const struct route_table claimd_private_routes = {.routes = private_routes,
                                                  .count = sizeof private_routes / sizeof private_routes[0]};
