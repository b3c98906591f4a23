/* Inside listing/include: where in the body the rows end, which records belong there, and these records' texts. */
#ifndef CLAIMD_LISTING_INCLUDE_PLACES_H
#define CLAIMD_LISTING_INCLUDE_PLACES_H

#include "listing/include.h"

struct include_id {
    unsigned char bytes[UUID_SIZE];
};

struct include_ids {
    struct include_id *ids;
    size_t count;
};

/* A row. */
struct include_place {
    size_t at; /* of its '}' in the body */
    struct include_ids ids[INCLUDES_MAX];
};

/* A record's text, once for each that it hangs on. */
struct include_record {
    struct include_id key; /* its own, or of what it hangs on */
    size_t order;          /* as it came */
    size_t begins, ends;   /* in `texts` */
};

struct include_brought {
    struct include_record *records; /* by key, then as they came */
    size_t count, room;
    struct text texts;
};

struct included {
    const struct includes *of;
    uint64_t wanted; /* bit n: items[n] */
    uint64_t cut;    /* … of which some row has more than are shown */
    int64_t each;
    size_t next;      /* item that is asked for next */
    struct text held; /* the body, without what is included */
    struct include_place *places;
    size_t place_count;
    struct include_brought brought[INCLUDES_MAX]; /* at the first item that is brought like that */
};

/* Adds the record in row `first`, under its id or under all that it hangs on. */
enum err include_add(struct include_brought *brought, const struct include_from *from, const struct rows *rows,
                     size_t first, size_t begins, size_t ends, struct arena *arena) CLAIMD_MUST_CHECK;
/* All are there: they can be found. */
enum err include_settle(struct include_brought *brought, struct text texts, struct arena *arena) CLAIMD_MUST_CHECK;
/* Writes the body anew, with what is included. */
enum err included_splice(struct included *included, struct request *request) CLAIMD_MUST_CHECK;

#endif
