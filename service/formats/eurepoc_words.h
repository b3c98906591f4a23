/* EuRepoC's own words: what its codes mean here, and which of the names it writes are organs of a state. */
#ifndef CLAIMD_FORMATS_EUREPOC_WORDS_H
#define CLAIMD_FORMATS_EUREPOC_WORDS_H

#include <stdbool.h>

#include "claimd/text.h"

struct eurepoc_code {
    const char *word; /* as the file has it */
    const char *slug; /* in keys */
    const char *name; /* as it is told of somebody without a name */
};

/* attributed_initiator_category. NULL: not one of its words. */
const struct eurepoc_code *eurepoc_category(struct text word);
#define EUREPOC_STATE      "State"
#define EUREPOC_AFFILIATED "Non-state actor, state-affiliation suggested"
#define EUREPOC_GROUP      "Non-state-group"
#define EUREPOC_INDIVIDUAL "Individual hacker(s)"

/* attribution_basis, with the claimant that it means where none is named. */
const struct eurepoc_code *eurepoc_basis(struct text word);
#define EUREPOC_SELF      "Attacker confirms"
#define EUREPOC_TECHNICAL "IT-security community attributes attacker"
#define EUREPOC_MEDIA     "Media-based attribution"
#define EUREPOC_RECEIVER  "Attribution by receiver government / state entity"
#define EUREPOC_CONTESTED "Contested attribution"
#define EUREPOC_EU        "Attribution by EU institution/agency"
#define EUREPOC_WORLD     "Attribution by international organization"

/* Whether it is one of the words of attribution_type; `*basis` is what the statement rests on by it, or NULL. */
bool eurepoc_type(struct text word, const char **basis);

/* The state that a word means, as ISO 3166-1 alpha-2; TEXT_NONE for regions and organizations. */
struct text eurepoc_country(struct text word);
/* Whether a word is known to mean no state: a region, an organization, "Unknown". */
bool eurepoc_no_state(struct text word);

/* The state whose organ a folded name is, as ISO 3166-1 alpha-2; TEXT_NONE where it is not known for one. */
struct text eurepoc_organ(struct text folded);
struct eurepoc_name;
/* What a name and what is written behind it say of what somebody is: a kind of actor, or NULL. `group`: of one who is
 * accused, where an "army" is none. */
const char *eurepoc_kind(const struct eurepoc_name *name, struct text folded, bool group);
/* What a spreadsheet would run. "@ContiLeaks" is a name. */
bool eurepoc_is_formula(struct text text);

#endif
