/*
 * `q`: the words that a list is searched for. They are read by one statement, which says by which query of PostgreSQL's
 * they are looked for, about how many records have them, and which of them no record has and what they were taken for;
 * the list's own statement takes these.
 *
 *   search_begin   reads the request; `asked` where it has `q`
 *   search_ask     asks how to look for it
 *   search_take    takes the row; afterwards `known`
 *   search_report  puts a question that asks for nothing into the request's faults
 *   search_bind    adds to a list's statement
 *
 * Everything lies in the request's arena.
 */
#ifndef CLAIMD_SEARCH_H
#define CLAIMD_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claimd/json_write.h"
#include "claimd/request.h"

extern const struct param_spec search_q_param;
extern const struct param_spec search_highlight_param;

/* Rows that are put in order of relevance. */
#define SEARCH_RANKED_MAX 1000

/* The tags and parameters by which a list's statement knows what is searched for. */
struct search_terms {
    const char *kind;     /* of what: "claim", as record_type has it */
    uint64_t searched;    /* :query is looked for */
    uint64_t common;      /* so many records have it that the list is walked; 0: it never is */
    uint64_t recent;      /* :recent is enough for the newest; 0: there is no such thing */
    uint64_t plain;       /* there is no other filter; 0: that makes no difference */
    uint64_t highlighted; /* the words of :marks are marked */
    size_t query, recent_query, marks;
    size_t folded; /* with `searched`, where `common` is 0: the question as a name is compared */
};

struct search {
    const struct param *q;
    bool asked, known;
    bool highlight;
    struct text query, marks, recent, folded; /* `query` is TEXT_NONE where nothing is asked for */
    struct text brief; /* a beginning of words that is too short; TEXT_NONE where all are long enough */
    int64_t documents;
    struct text *absent, *meant;
    size_t widened;
};

void search_begin(struct search *search, const struct request *request);
enum err search_ask(const struct search *search, const char *kind, struct ask *ask) CLAIMD_MUST_CHECK;
enum err search_take(struct search *search, struct request *request, const struct rows *rows) CLAIMD_MUST_CHECK;
enum err search_report(const struct search *search, struct request *request) CLAIMD_MUST_CHECK;
/* `alone`: the list has no other filter. Does nothing where nothing is searched for. */
void search_bind(const struct search *search, const struct search_terms *terms, bool alone, struct ask *ask);
/* The elements of `meta.warnings`. `cut`: more fit than were put in order. */
void search_write_warnings(const struct search *search, bool cut, struct json_writer *json);

#endif
