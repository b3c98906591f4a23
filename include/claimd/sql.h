/*
 * A statement as its .sql file has it, embedded at build time (tools/embed_sql.py).
 *
 * The file runs in psql as it stands. `:'name'` is a parameter (always a string to psql, cast where it is used). A line
 * that ends in `--? tag` is there only while the shape has that tag (`--? a b` both, `--? a|b` either, `--? !a` only
 * without); a line that begins with `--! ` is an alternative, a comment to psql, text here; `--?{ tag` and `--?}`
 * enclose lines of one condition. The shape is the set of tags: a bounded number of statements per file, each prepared
 * once on a connection. Comments are left out, `\set` lines too (values for psql), and the semicolon at the end. Tables
 * and functions are written with their schema, `claimd.`: it is where the past is read instead. CONTRIBUTING.md,
 * "Adding a statement".
 */
#ifndef CLAIMD_SQL_H
#define CLAIMD_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claimd/arena.h"
#include "claimd/buf.h"
#include "claimd/text.h"

#define SQL_PARAMS_MAX 64
#define SQL_TAGS_MAX   62

/*
 * With it in the shape a statement reads the record as it stood (schema claimd_as_of) and not as it stands (claimd).
 * It goes with `ask.as_of`.
 */
#define SQL_AS_OF (UINT64_C(1) << 63)
/* With it, alone or with SQL_AS_OF, of statements only what had been said by a day (claimd_known, claimd_known_as_of).
 * It goes with `ask.known_on`. */
#define SQL_KNOWN_ON (UINT64_C(1) << 62)

struct sql_piece {
    uint64_t need;   /* tags that must be in the shape */
    uint64_t forbid; /* tags that must not */
    /* Byte 0x01 followed by byte (1 + index) stands for that parameter, byte 0x02 for "claimd.", the schema. */
    const char *text;
};

struct sql {
    const char *name; /* "claims/list" */
    const struct sql_piece *pieces;
    size_t piece_count;
    const char *const *params; /* names, in the order of their first appearance */
    size_t param_count;
    const char *const *tags; /* names; tag n is bit n of a shape */
    size_t tag_count;
};

/*
 * Writes the text of one shape with $1, $2… and tells in `order` (SQL_PARAMS_MAX entries) which parameter each is;
 * `*count` of them. ERR_INTERNAL when the buffer is full.
 */
enum err sql_compose(const struct sql *sql, uint64_t shape, struct buf *out, unsigned char *order,
                     size_t *count) CLAIMD_MUST_CHECK;

/*
 * Which connections a statement may use. A slow query never stands before a quick one.
 */
enum lane {
    LANE_FAST,   /* get and list: pipelined */
    LANE_SLOW,   /* counts, search: one at a time each */
    LANE_STREAM, /* the connection is this request's own until its reply has ended */
    /*
     * The connection is this request's own, in one READ COMMITTED transaction from its first statement to one that
     * `commits`. A reply or an error before that, or a client that leaves, rolls it back. What the database refuses
     * comes as `rows->refusal`; the transaction is rolled back then, and the next statement begins another.
     */
    LANE_WRITE,
    LANE_COUNT
};

/* A statement that a handler asks for. Filled with ask_begin and ask_bind; texts live in the request's arena. */
struct ask {
    const struct sql *sql; /* NULL: nothing is asked */
    uint64_t shape;
    enum lane lane;
    /*
     * Milliseconds, 0 = the lane's own. A statement that still runs then is given up, and the handler goes on with rows
     * that say `ran_out`, instead of the request failing.
     */
    uint32_t budget_ms;
    /*
     * Not LANE_WRITE: the instant that a statement with SQL_AS_OF in its shape reads, settled before
     * (service/past). TEXT_NONE for a statement that reads what stands now.
     */
    struct text as_of;
    /* Not LANE_WRITE: the day that a statement with SQL_KNOWN_ON in its shape knows up to (service/past/known.h). */
    struct text known_on;
    bool known_undated; /* what has no date is known too */
    /*
     * LANE_WRITE: COMMIT follows. The handler is called with the rows only after the commit was acknowledged; until
     * then what it left in the reply is kept, so it may write its answer when it asks, or after (a refusal
     * empties it). Where it is not known
     * whether the commit was made, the answer is ERR_OUTCOME_UNKNOWN and the handler is not called.
     */
    bool commits;
    bool failed; /* a value was lost for want of memory: the statement must not run (ERR_INTERNAL) */
    struct text values[SQL_PARAMS_MAX]; /* by parameter index, PostgreSQL's text form; TEXT_NONE is NULL */
};

void ask_begin(struct ask *ask, const struct sql *sql, uint64_t shape, enum lane lane);
/* The generated header has the indexes, e.g. CLAIMS_LIST_P_STATUS. An index that is not there is asserted. */
void ask_bind(struct ask *ask, size_t param, struct text value);
/* Without memory it sets `failed`. */
void ask_bind_int(struct ask *ask, size_t param, int64_t value, struct arena *arena);
/* An array literal ('{"a","b"}') of `count` texts, of which TEXT_NONE is NULL. */
enum err ask_bind_array(struct ask *ask, size_t param, const struct text *values, size_t count,
                        struct arena *arena) CLAIMD_MUST_CHECK;

#endif
