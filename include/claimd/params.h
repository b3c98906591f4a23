/*
 * Query parameters: declared beside each route, decoded and checked once before the handler runs, read by name.
 *
 * Strict: an unknown, empty, malformed or doubled single-value parameter is a fault (design/api.md, "Reading lists").
 */
#ifndef CLAIMD_PARAMS_H
#define CLAIMD_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claimd/edtf.h"
#include "claimd/fault.h"
#include "claimd/percent.h"
#include "claimd/text.h"

enum param_kind {
    PARAM_REFERENCE, /* many values; kept whole: a room tries the whole value before it splits at commas */
    PARAM_CHOICE,    /* many values, split at commas, each on `choices` (at most 64) */
    PARAM_ONE_OF,    /* one value on `choices`; "" among them makes it a flag: `?verbose` */
    PARAM_WORDS,     /* many values, split at commas, any text */
    PARAM_LANGUAGE,  /* many values, split at commas, each a language tag */
    PARAM_TEXT,      /* one value, any text */
    PARAM_INTEGER,   /* one value, `min` to `max` */
    PARAM_DATE,      /* one EDTF date */
    PARAM_REFUSED,   /* not a parameter here, though of addresses like this one: `reason` says why */
};

#define PARAM_VALUES_MAX       50  /* of a PARAM_REFERENCE: its parts between commas */
#define PARAM_VALUE_LENGTH_MAX 500 /* code points; of a PARAM_REFERENCE: those of a part */

struct param_spec {
    const char *name;
    enum param_kind kind;
    const char *const *choices; /* NULL-terminated; PARAM_CHOICE and PARAM_ONE_OF */
    int64_t min, max;           /* PARAM_INTEGER */
    const char *fallback;       /* PARAM_ONE_OF: what an absent one means, or NULL */
    const char *reason;         /* PARAM_REFUSED */
};

struct param {
    const struct param_spec *spec;
    const struct text *values; /* decoded, in the order given, without duplicates; in the arena */
    size_t count;              /* 0 = absent */
    int64_t number;            /* PARAM_INTEGER */
    int choice;                /* PARAM_ONE_OF: index in `choices` (of the fallback when absent), -1 when neither */
    uint64_t choice_set;       /* PARAM_CHOICE: bit n = choices[n] */
    struct edtf date;          /* PARAM_DATE */
};

struct params {
    const struct param *items; /* one for each spec, in its order */
    size_t count;
};

/*
 * Decodes and checks the raw query (behind '?', undecoded, TEXT_NONE when there is none) against `specs`
 * (`spec_count` of them). Every fault goes into `faults`; then ERR_INVALID_PARAMETERS, and `params` has what is without
 * fault. ERR_BAD_TARGET for a bad escape, NUL or non-UTF-8. '+' is a space (WHATWG URL,
 * application/x-www-form-urlencoded).
 */
enum err params_parse(struct params *params, const struct param_spec *const *specs, size_t spec_count,
                      struct text query, struct arena *arena, struct faults *faults) CLAIMD_MUST_CHECK;

/* The parameter of that name; it must have been declared (asserted). Never NULL. */
const struct param *params_get(const struct params *params, const char *name);
/* Was it given? */
bool params_has(const struct params *params, const char *name);

#endif
