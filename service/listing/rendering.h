/* How a list becomes the bytes of its body: an envelope or an array of JSON, lines of JSON, or CSV. */
#ifndef CLAIMD_LISTING_RENDERING_H
#define CLAIMD_LISTING_RENDERING_H

#include "claimd/csv_write.h"
#include "claimd/request.h"
#include "listing/envelope.h"
#include "listing/form.h"
#include "listing/include.h"

extern const struct param_spec rendering_csv_safe_param; /* cells that a spreadsheet would run are guarded */
extern const struct param_spec rendering_bom_param;      /* a byte order mark, for Excel */
extern const struct param_spec rendering_licences_param; /* where the answer comes from: of lines before the first */

/* Are they asked for? */
bool rendering_licences(const struct request *request);

struct rendering {
    const struct form *form;
    enum media media; /* MEDIA_JSON, MEDIA_NDJSON or MEDIA_CSV */
    bool enveloped;
    bool bom;
    bool licences; /* lines begin with them */
    struct json_writer json;
    struct csv_writer csv;
    const char *const *fields; /* NULL: all */
    void *columns;             /* of the form */
    struct csv_places *places;
    struct included *included; /* NULL: nothing; not of CSV */
};

/*
 * By `request->reply.media`, into `request->reply.body`. Fields that do not exist are faults of the request. Its memory
 * is taken from the request's arena before a stream's first piece, and so lasts to the end of it.
 */
enum err rendering_init(struct rendering *rendering, const struct form *form, bool enveloped,
                        struct request *request) CLAIMD_MUST_CHECK;
/* Up to the first item. The licences are those of the envelope. */
void rendering_begin(struct rendering *rendering, const struct envelope *envelope);
/* The items in rows `first` up to `end`; those of one `id` are one. */
enum err rendering_rows(struct rendering *rendering, const struct rows *rows, size_t first, size_t end,
                        const void *room, struct request *request) CLAIMD_MUST_CHECK;
/* Behind the last item. What stands in the envelope behind the rows may follow, and then rendering_end. */
void rendering_rows_end(struct rendering *rendering);
void rendering_end(struct rendering *rendering);

#endif
