/* Within service/texts. */
#ifndef CLAIMD_TEXTS_TEXTS_PRIVATE_H
#define CLAIMD_TEXTS_TEXTS_PRIVATE_H

#include "claimd/request.h"
#include "claimd/uuid.h"

/* A source that is being written, between the steps. */
struct texts_change {
    char id[UUID_TEXT_SIZE];
    struct text slug;
    int64_t revision;
    bool stored; /* a text was on file */
    struct text sha256;
    int64_t length;
};

/* Asks for the source at the address, with what rests on its text. */
void texts_open(struct request *request, struct ask *ask);
/* Takes it. ERR_NOT_FOUND, ERR_CONFLICT, or ERR_PRECONDITION_FAILED, unless it may be changed. */
enum err texts_opened(struct request *request, const struct rows *rows, struct texts_change **out) CLAIMD_MUST_CHECK;
/* What the database refused. */
enum err texts_refused(struct request *request, const struct refusal *refusal) CLAIMD_MUST_CHECK;
/* The answer to a write. */
enum err texts_tell(struct request *request, const struct texts_change *change, bool stored) CLAIMD_MUST_CHECK;
/* A fault with its error. */
enum err texts_fault(struct request *request, enum err err, struct fault fault) CLAIMD_MUST_CHECK;

/*
 * texts_quotes.c: does each verified quote (the rows of texts/open) stand in the new text where it is said to stand?
 * ERR_INVALID_RECORD with a fault for each that does not, and where it stands now.
 */
enum err texts_quotes_stand(struct request *request, const struct rows *rows) CLAIMD_MUST_CHECK;

#endif
