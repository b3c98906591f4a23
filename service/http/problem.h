/* Errors as application/problem+json (RFC 9457). Only here an error becomes HTTP. */
#ifndef CLAIMD_HTTP_PROBLEM_H
#define CLAIMD_HTTP_PROBLEM_H

#include "claimd/buf.h"
#include "claimd/err.h"
#include "claimd/fault.h"
#include "claimd/text.h"

struct problem {
    enum err err;
    struct text detail;   /* one sentence; TEXT_NONE or "": made from the rest */
    struct text instance; /* the target as asked, path and query, raw */
    struct text request_id;
    const struct faults *faults; /* or NULL */
    struct text method;          /* as asked, or TEXT_NONE */
    struct text allow;           /* ERR_METHOD_NOT_ALLOWED: the Allow header's value; or TEXT_NONE */
    const char *const *accepts;  /* ERR_NOT_ACCEPTABLE: the media types that there are, NULL-terminated; or NULL */
};

/* Appends the object. The texts must be UTF-8, but for `instance` and `method`, which may hold any bytes. */
void problem_write(const struct problem *problem, struct buf *buf);

#endif
