/* The grammar of EuRepoC's names: "A/B/C (organ) < parent", "person --> group". */
#ifndef CLAIMD_FORMATS_EUREPOC_NAMES_H
#define CLAIMD_FORMATS_EUREPOC_NAMES_H

#include "formats/eurepoc_table.h"

struct eurepoc_name {
    struct text first;   /* the name before the first slash */
    struct table others; /* the other names, in order */
    struct table groups; /* ids of MITRE ATT&CK among them: G0007 */
    struct text detail;  /* what stands in brackets behind them, unless it is an abbreviation: "GRU, 85th …" */
    struct text parent;  /* behind "<": what it is part of, a name of the same grammar */
    struct text group;   /* behind "-->": the group of a person, likewise */
};

/* Spaces of all kinds made plain ones, single, none at the ends; marks that are not seen taken out. */
enum err eurepoc_clean(struct arena *arena, struct text raw, struct text *out) CLAIMD_MUST_CHECK;
/* "", "Not available" and "Unknown" name nobody. */
bool eurepoc_names_nobody(struct text clean);
/* `split`: slashes lie between names; else they are part of the name. Texts lie in the arena. */
enum err eurepoc_name_parse(struct arena *arena, struct text raw, bool split,
                            struct eurepoc_name *out) CLAIMD_MUST_CHECK;

/* The items of a list as Python writes it, nested or not: "['a', \"b's\"]"; None is left out. False where it is none.
 */
bool eurepoc_list_parse(struct arena *arena, struct text list,
                        bool (*take)(void *context, size_t outer, struct text item), void *context);

#endif
