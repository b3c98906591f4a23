/*
 * One page of a list: how long, in which order, from where; how its statement is asked; and where the pages before and
 * behind it begin.
 *
 * The order is keyset: by the key and then by the id, both in one direction, rows without a key last in either. So one
 * index serves both directions, and the list is read in two runs: rows with a key, rows without.
 */
#ifndef CLAIMD_LISTING_PAGE_H
#define CLAIMD_LISTING_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claimd/request.h"
#include "listing/cursor.h"
#include "listing/sort.h"

#define PAGE_LIMIT_MAX     1000
#define PAGE_LIMIT_DEFAULT 50
/* Pages are seldom longer. */
#define PAGE_SHORT 100

/* The parameters that every list has, to be named in its route. `sort` is the list's own. */
extern const struct param_spec page_limit_param;
extern const struct param_spec page_cursor_param;
extern const struct param_spec page_count_param;
extern const struct param_spec page_shape_param;
/* Of a list of lines (NDJSON, CSV) in the place of page_limit_param: any number. */
extern const struct param_spec page_lines_param;
/* … and those whose parameters hold names. */
extern const struct param_spec page_on_unknown_param;

enum page_count { PAGE_COUNT_NONE, PAGE_COUNT_ESTIMATED, PAGE_COUNT_EXACT };

/* The tags and parameters by which a list's statement knows its page. */
struct page_terms {
    uint64_t falling;      /* the order shown */
    uint64_t descending;   /* the order read: the other one, where the page before is asked for */
    uint64_t reversed;     /* set where these two differ */
    uint64_t after;        /* the cursor's row has a key: :after_key and :after_id bound the run with keys */
    uint64_t after_null;   /* it has none: :after_id bounds the run without keys */
    uint64_t only_keyed;   /* the run without keys is not wanted */
    uint64_t only_keyless; /* the run with keys is not wanted */
    uint64_t gate;         /* the run without keys has to fill only what the other leaves of the page */
    uint64_t longer;       /* the page is longer than PAGE_SHORT: the statement may be planned for it */
    size_t limit, after_key, after_id;
};

struct page {
    const struct sort *sort;
    int64_t limit;
    bool bare;     /* rows alone: shape=array, or lines */
    bool whole;    /* … and all of them or more than a page, as a stream of pages */
    int64_t left;  /* a stream's: so many items are still wanted, the page that is asked for included */
    int64_t piece; /* … as pages of that many */
    bool at_cursor;
    struct cursor cursor;
    enum page_count count;
    uint64_t mark;
};

/*
 * Reads the page out of the request's parameters. What is wrong with them goes into `request->faults`; then the page
 * cannot be used. `ranked`, where it is not NULL, is the order of what `q` searches for and no `sort` was given for;
 * not of a stream.
 */
enum err page_read(struct page *page, struct request *request, const struct sort *sorts,
                   const struct sort *ranked) CLAIMD_MUST_CHECK;

/* A stream of smaller pieces. */
void page_pieces(struct page *page, int64_t piece);

/* Adds the page's tags to `ask->shape` and binds its values. `keyless`: rows without a key are wanted too. */
void page_ask(const struct page *page, const struct page_terms *terms, bool keyless, struct ask *ask,
              struct arena *arena);

/* Which of the rows that came are shown, and what lies around them. Rows of one id are one item. */
struct page_cut {
    size_t first, end; /* rows */
    size_t returned;   /* items */
    bool more_before, more_behind;
};
struct page_cut page_cut(const struct page *page, const struct rows *rows);

/* The cursor at `row`. */
enum err page_cursor_at(const struct page *page, const struct rows *rows, size_t row, bool backward,
                        struct arena *arena, struct cursor *out) CLAIMD_MUST_CHECK;
/* Targets of the next and the previous page, TEXT_NONE where there is none. */
enum err page_links(const struct page *page, const struct page_cut *cut, const struct rows *rows,
                    struct request *request, struct text *next, struct text *prev) CLAIMD_MUST_CHECK;

#endif
