/*
 * The error registry: every outcome that a client may be told of, in one table.
 *
 * From it come the enum, the HTTP status, the slug of the page under /problems/ and its wording (RFC 9457).
 * A function returns `enum err` and never logs and returns both: who can answer for the error, handles it.
 */
#ifndef CLAIMD_ERR_H
#define CLAIMD_ERR_H

#define CLAIMD_MUST_CHECK __attribute__((warn_unused_result))

/* X(symbol, status, slug, title, what it means and what to do) */
#define ERR_LIST(X)                                                                                                     \
    X(INVALID_PARAMETERS, 400, "invalid-parameters", "The query parameters are not valid",                              \
      "One or more query parameters are unknown, empty, repeated, malformed or name something that is not on record. "  \
      "Every fault is listed in `errors` with what is allowed and, where one is near, a suggestion.")                   \
    X(BAD_REQUEST, 400, "bad-request", "The request is not well-formed HTTP",                                           \
      "The request line or a header breaks RFC 9110 or RFC 9112, or could be read in two ways. The connection is "      \
      "closed.")                                                                                                        \
    X(BAD_TARGET, 400, "bad-target", "The request target is not valid",                                                 \
      "The path or query holds a bad percent-escape, a NUL, or bytes that are not UTF-8.")                              \
    X(INVALID_JSON, 400, "invalid-json", "The body is not valid JSON",                                                  \
      "The body must be one JSON object or array in UTF-8, without NUL, without a key twice in an object, at most 32 "  \
      "levels deep. Where the reader stopped is in `errors`.")                                                          \
    X(UNAUTHORIZED, 401, "unauthorized", "A valid key is needed",                                                       \
      "Send `Authorization: Bearer ck_…` with a key that `claimd key create` made. `detail` says what is wrong with " \
      "what was sent: nothing, malformed, not known, expired or revoked.")                                              \
    X(FORBIDDEN, 403, "forbidden", "The key may not do this",                                                           \
      "The key lacks a scope, which `detail` names, or it came over a way on which keys are not taken: only "           \
      "loopback, a Unix socket, and a trusted proxy that says `https`.")                                                \
    X(NOT_FOUND, 404, "not-found", "There is nothing here",                                                             \
      "No route or no record has this address. What was retracted stays readable, so the address was never used.")      \
    X(METHOD_NOT_ALLOWED, 405, "method-not-allowed", "The method is not allowed here",                                  \
      "The `Allow` header lists the methods of this address.")                                                          \
    X(NOT_ACCEPTABLE, 406, "not-acceptable", "No representation matches Accept",                                        \
      "The answer lists the media types that this address can give.")                                                   \
    X(BODY_TOO_SLOW, 408, "body-too-slow", "The request body came too slowly",                                          \
      "The body was not there when its time was over, so nothing was written, and the connection is closed. Send the "  \
      "request again. An import's body must come at a minimum rate.")                                                   \
    X(CONFLICT, 409, "record-conflict", "What is on record stands against it",                                          \
      "The record is there already, its slug or key is taken, or what should go is in use. `detail` and `errors` say "  \
      "what stands in the way.")                                                                                        \
    X(IDEMPOTENCY_RUNNING, 409, "idempotency-running", "The first request with this Idempotency-Key still runs",        \
      "This one waited for it as long as it could. Send it again with the same key: it will get the same answer.")      \
    X(PRECONDITION_FAILED, 412, "precondition-failed", "The record is not as the condition says",                       \
      "`If-Match` names another revision than the one that is there, or `If-None-Match: *` was sent and the record "    \
      "exists. Get it again, and decide anew.")                                                                         \
    X(BODY_TOO_LARGE, 413, "body-too-large", "The request body is too large", "Send less; the limit is in `detail`.")   \
    X(TARGET_TOO_LONG, 414, "target-too-long", "The request target is too long", "A URL may have 8,192 bytes.")         \
    X(UNSUPPORTED_MEDIA, 415, "unsupported-media", "The body's media type is not taken here",                           \
      "`Accept-Post` or `Accept-Patch` lists what is taken, and `accepts` too. A body must say its `Content-Type` "     \
      "and have no `Content-Encoding`.")                                                                                \
    X(INVALID_RECORD, 422, "invalid-record", "The record breaks a rule",                                                \
      "The JSON is well-formed, but a field is unknown, missing or of another form, or the fields break a rule of "     \
      "the "                                                                                                            \
      "model. Every fault is in `errors` with its JSON pointer.")                                                       \
    X(IDEMPOTENCY_MISMATCH, 422, "idempotency-mismatch", "The Idempotency-Key was used for another request",            \
      "A key stands for one request: the same address and the same body. Use a new one for a new request.")             \
    X(UPGRADE_REQUIRED, 426, "upgrade-required", "This answer needs HTTP/1.1",                                          \
      "A stream's end cannot be told from its being broken off in HTTP/1.0. Ask with HTTP/1.1 (nginx: "                 \
      "`proxy_http_version 1.1`), or set `limit`.")                                                                     \
    X(PRECONDITION_REQUIRED, 428, "precondition-required", "A condition is needed",                                     \
      "To change a record send `If-Match` with the ETag that it was read with; to make one under a slug of your "       \
      "choice, `If-None-Match: *`.")                                                                                    \
    X(HEADERS_TOO_LARGE, 431, "headers-too-large", "The request headers are too large",                                 \
      "The request line and the headers may have 16 KiB together.")                                                     \
    X(INTERNAL, 500, "internal", "The service failed",                                                                  \
      "A fault that the service did not foresee. The log has the rest under the `request_id`.")                         \
    X(UNAVAILABLE, 503, "unavailable", "The database cannot be reached",                                                \
      "Nothing was read or written. Try again after `Retry-After` seconds.")                                            \
    X(OVERLOADED, 503, "overloaded", "The service is busy",                                                             \
      "Too many requests are waiting. Nothing was read or written. Try again after `Retry-After` seconds.")             \
    X(DEADLINE, 503, "deadline", "The request ran out of time",                                                         \
      "The request did not finish within the time that its kind is given. Ask for less, or try again.")                 \
    X(OUTCOME_UNKNOWN, 503, "outcome-unknown", "It is not known whether the write was made",                            \
      "The connection to the database was lost, or its standby's answer not waited for, while the write was "           \
      "committed. It may be on record or not. Send the same request with the same `Idempotency-Key`: that settles it "  \
      "without making it twice.")                                                                                       \
    X(SHUTTING_DOWN, 503, "shutting-down", "The service is stopping", "Try again on another instance or later.")

enum err {
    ERR_NONE = 0,
#define ERR_ENUM(symbol, status, slug, title, text) ERR_##symbol,
    ERR_LIST(ERR_ENUM)
#undef ERR_ENUM
        ERR_COUNT
};

struct err_info {
    int status;
    const char *slug;
    const char *title;
    const char *text;
};

/* The row of `err`; for ERR_NONE and anything out of range, that of ERR_INTERNAL. Never NULL, static. */
const struct err_info *err_info(enum err err);

/* Codes of the single faults within one problem (`errors[].code`). X(symbol, slug, meaning) */
#define FAULT_LIST(X)                                                                                                  \
    X(UNKNOWN_PARAMETER, "unknown-parameter", "This address has no parameter of that name.")                           \
    X(EMPTY_VALUE, "empty-value", "The parameter has no value.")                                                       \
    X(REPEATED, "repeated", "The parameter takes one value and was given more than once.")                             \
    X(TOO_MANY_VALUES, "too-many-values", "The parameter has more values than it may have.")                           \
    X(TOO_LONG, "too-long", "The value is longer than it may be.")                                                     \
    X(MALFORMED, "malformed", "The value has not the form that is asked for.")                                         \
    X(OUT_OF_RANGE, "out-of-range", "The value lies outside what is allowed.")                                         \
    X(UNKNOWN_VALUE, "unknown-value", "The value is not on the list, or names nothing on record.")                     \
    X(BAD_CURSOR, "bad-cursor", "The cursor was not made by this service, or for another list, filter or order.")      \
    X(CONFLICT, "conflict", "The value does not go with another of the request, or with what is on record.")           \
    X(MISSING, "missing", "A value that is needed is missing.")                                                        \
    X(UNKNOWN_FIELD, "unknown-field", "The record has no field of that name.")                                         \
    X(READ_ONLY, "read-only", "The service keeps this value itself; it may be sent as it is on record, or left out.")  \
    X(AMBIGUOUS, "ambiguous", "The name fits more than one record; use an id or a slug.")                              \
    X(BROKEN_RULE, "broken-rule", "The value breaks a rule of the model.")                                             \
    X(QUOTE_NOT_FOUND, "quote-not-found",                                                                              \
      "The source's text does not have the quote; the nearest passage is suggested.")

enum fault_code {
#define FAULT_ENUM(symbol, slug, text) FAULT_##symbol,
    FAULT_LIST(FAULT_ENUM)
#undef FAULT_ENUM
        FAULT_COUNT
};

struct fault_info {
    const char *slug;
    const char *text;
};

/* The row of `code`. Never NULL, static. */
const struct fault_info *fault_info(enum fault_code code);

#endif
