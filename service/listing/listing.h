/*
 * A list, from the request to the reply. A room describes its list in one static struct and its handler is one call:
 *
 *   static enum err claims_list(struct request *request, const struct rows *rows, struct ask *ask)
 *   {
 *       return listing_handle(&claims_listing, request, rows, ask);
 *   }
 *
 * Steps: the names that the parameters hold are looked up (lookup/lookup.h), where there are any; the page is read; it
 * is counted, where that was asked for and the page itself does not tell. So three statements at most for a good
 * request. A bare array or lines (NDJSON, CSV; by `reply.media`) without `limit` are a stream: the same statement page
 * after page on a connection of its own, which holds one snapshot.
 *
 * The statement has the tags and parameters of `page` (listing/page.h) and gives rows in the order shown, several of
 * one `id` for one item where the room says so, with the columns id          uuid collection  text, null; licence text,
 * null; collection_citation text, null: what goes into `meta.licenses` and the key of each sort. With the tag `count`
 * it gives one row with `count` (bigint), with `count` and `estimate` what EXPLAIN (FORMAT JSON) says of it, with
 * `count` and `drawn` the collections that the whole list draws on, as three columns of the same names.
 */
#ifndef CLAIMD_LISTING_H
#define CLAIMD_LISTING_H

#include "claimd/request.h"
#include "listing/filter.h"
#include "listing/form.h"
#include "listing/page.h"
#include "lookup/lookup.h"
#include "search/search.h"

/* Of the request between its steps. In the arena. */
struct listing_state;

/* What a room makes of the filters. */
struct listing_filters {
    bool keyless;     /* rows without a sort key are wanted too; true unless the room says otherwise */
    bool nothing;     /* no row can fit: the statement need not be asked */
    const void *room; /* the room's own, for `write` */
};

struct listing {
    const struct sql *sql;
    uint64_t shape;           /* always */
    enum lookup_kind path;    /* what the route's {id} names: 404 where it names nothing */
    const struct sort *sorts; /* for each choice of `sort` */
    const struct page_terms *page;
    const struct search_terms *search; /* NULL: it is not searched */
    const struct sort *ranked;         /* by relevance, the best first: of what is searched without a `sort` */
    uint64_t count, estimate, drawn;   /* tags */
    uint64_t slow; /* tags with which a page may have to pass over many rows: it goes by LANE_SLOW */
    /*
     * Tags of filters along which the list can be read, with the tag `narrow`: so it is where it passed over too much
     * the other way. 0: none.
     */
    uint64_t narrows, narrow;

    /* Faults of the filters that need no database; into `request->faults`. May be NULL. */
    enum err (*check)(struct request *request);
    /* Adds the filters' tags to `ask->shape` and binds their values. */
    enum err (*filter)(struct request *request, const struct lookup *lookup, struct ask *ask,
                       struct listing_filters *filters);
    const struct form *form;
    bool never_empty; /* of what the path names there is always a row: none is ERR_NOT_FOUND */
};

enum err listing_handle(const struct listing *listing, struct request *request, const struct rows *rows,
                        struct ask *ask) CLAIMD_MUST_CHECK;

#endif
