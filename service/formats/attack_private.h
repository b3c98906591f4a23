/* ATT&CK at work: what its parts share. */
#ifndef CLAIMD_FORMATS_ATTACK_PRIVATE_H
#define CLAIMD_FORMATS_ATTACK_PRIVATE_H

#include <stdbool.h>

#include "claimd/json_write.h"
#include "formats/format.h"
#include "formats/json_input.h"
#include "formats/slugs.h"

#define ATTACK_COLLECTION "mitre-attack"
#define ATTACK_KEY_SIZE   200

struct attack {
    const struct format_output *out;
    struct slugs *actors, *incidents, *sources; /* slugs that are taken */
    json_t *objects;                            /* by id: the objects of the bundle, borrowed */
    json_t *heirs;                              /* by the id of what is revoked: the id of what took its place */
    json_t *references;                         /* keys of references that are sources already */
    struct text maker;                          /* id of the identity that made it all, or TEXT_NONE */
    struct buf line;
    struct json_writer json;
    struct format_place place; /* of the object under way */
};

void attack_begin(struct attack *attack, const char *type, struct text key);
enum err attack_end(struct attack *attack) CLAIMD_MUST_CHECK;
/* The same for the record that the object under way is. */
enum err attack_made(struct attack *attack) CLAIMD_MUST_CHECK;
enum err attack_refuse(const struct attack *attack, struct text code, struct text detail) CLAIMD_MUST_CHECK;
enum err attack_pass(const struct attack *attack, struct text reason, struct text detail) CLAIMD_MUST_CHECK;
/* "mitre-attack/<key>" as a member's value, or as an element where `member` is NULL. */
void attack_ref(struct attack *attack, const char *member, struct text key);
bool attack_is(const json_t *object, const char *flag);
/* The object of this id in the bundle, or NULL. */
const json_t *attack_object(const struct attack *attack, struct text id);
/* The number that ATT&CK gives ("G0007"), with its page. TEXT_NONE: none. */
struct text attack_number(const json_t *object, struct text *url);
void attack_external_ids(struct attack *attack, const json_t *object);
/* `description` and its language: links and citations of the markup taken out. */
void attack_description(struct attack *attack, const json_t *object, const char *addition);

/* Whether a name of the object is one that a spreadsheet would take for a formula. */
bool attack_has_formula(const json_t *object);

/* An intrusion set as an actor, a campaign as an incident, an identity as an actor (attack_objects.c). They have names.
 */
enum err attack_group(struct attack *attack, const json_t *object) CLAIMD_MUST_CHECK;
enum err attack_campaign(struct attack *attack, const json_t *object) CLAIMD_MUST_CHECK;
enum err attack_identity(struct attack *attack, const json_t *object) CLAIMD_MUST_CHECK;
/* `attributed-to` as a claim (attack_claims.c). */
enum err attack_relationship(struct attack *attack, const json_t *object) CLAIMD_MUST_CHECK;

/* The references of an object as sources, each once in the bundle (attack_references.c). */
enum err attack_references(struct attack *attack, const json_t *object) CLAIMD_MUST_CHECK;
/*
 * The next "(Citation: NAME)" of a text whose NAME is a reference that became a source: its key, of ATTACK_KEY_SIZE
 * bytes. False when there is none; `*at` moves on.
 */
bool attack_citation(const struct attack *attack, struct text text, size_t *at, char *key);
/* Under which key a reference's source lies. */
void attack_reference_key(struct text name, char *key);

#endif
