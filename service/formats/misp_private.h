/* The MISP galaxy at work: what its parts share. */
#ifndef CLAIMD_FORMATS_MISP_PRIVATE_H
#define CLAIMD_FORMATS_MISP_PRIVATE_H

#include <stdbool.h>

#include "claimd/json_write.h"
#include "formats/format.h"
#include "formats/json_input.h"
#include "formats/slugs.h"

#define MISP_UUID_SIZE 36

/* A cluster file that is known, by its `type`. */
struct misp_cluster {
    const char *type;
    const char *file;       /* its name in the galaxy's repository */
    const char *collection; /* slug */
    const char *kind;       /* of its actors */
    const char *user;       /* who uses the names that its entries go by; NULL: nobody in particular */
};

struct misp {
    const struct format_output *out;
    const struct misp_cluster *cluster;
    struct text collection;
    struct slugs *slugs;
    json_t *made; /* keys of companies and references that are records already */
    struct buf line;
    struct json_writer json;
    struct format_place place; /* of the entry under way */
};

/* One record more: begin, members, end. The line has `type`, `collection` and `key` then. */
void misp_begin(struct misp *misp, const char *type, const char *key_format, ...) __attribute__((format(printf, 3, 4)));
enum err misp_end(struct misp *misp) CLAIMD_MUST_CHECK;
/* "misp-threat-actor/<key>" as a member's value. */
void misp_ref(struct misp *misp, const char *key, const char *prefix, struct text rest);

/* The company of this name as an actor of the collection, once; `key` is where to refer to it (MISP_KEY_SIZE bytes). */
#define MISP_KEY_SIZE 128
enum err misp_company(struct misp *misp, struct text name, char *key) CLAIMD_MUST_CHECK;
/* An http or https link, as a source's URL is. */
bool misp_is_link(struct text url);
/* A link as a source, once. */
enum err misp_reference(struct misp *misp, struct text url, char *key) CLAIMD_MUST_CHECK;

/* Who a producer's UUID stands for; TEXT_NONE: not known. Static. */
struct text misp_producer(struct text uuid);

/* The entry as an actor, with the companies and references that it leads to (misp_entry.c). */
enum err misp_entry(struct misp *misp, const json_t *entry, struct text uuid, struct text name) CLAIMD_MUST_CHECK;
/* The member `names` of its line (misp_names.c). Companies and references have been made before. */
enum err misp_names_prepare(struct misp *misp, const json_t *entry) CLAIMD_MUST_CHECK;
enum err misp_names(struct misp *misp, const json_t *entry, struct text name) CLAIMD_MUST_CHECK;
/* The suspicion of the Council on Foreign Relations, where the entry has one (misp_claims.c). */
enum err misp_claims(struct misp *misp, const json_t *entry, struct text uuid, struct text name) CLAIMD_MUST_CHECK;
/* "G0006": the number of a group in ATT&CK. */
bool misp_is_group_number(struct text name);
/* The n-th text of an array under meta, spaces off its ends; TEXT_NONE where it is none. */
struct text misp_item(const json_t *array, size_t i);
/* BCP 47: Chinese for Han letters, English for Latin ones, else not determined. */
const char *misp_language(struct text text);

#endif
