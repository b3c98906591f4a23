/* /sources/{id}/text: what the quotes of a source are checked against. docs/reference/quotes.md */
#ifndef CLAIMD_TEXTS_TEXTS_API_H
#define CLAIMD_TEXTS_TEXTS_API_H

#include "claimd/request.h"
#include "quotes/quote_fold.h"

/* Of a body, in bytes. */
#define TEXTS_BODY_MAX QUOTE_TEXT_MAX

/* `store`: false keeps the hash and the length alone. Static. */
extern const struct param_spec texts_store_param;

handler_fn texts_get;
handler_fn texts_put;
handler_fn texts_delete;

#endif
