/*
 * Whom an attribution accuses. The country is accused where the category says State, and nowhere else; with any
 * other it says where somebody sits, or whom an affiliation is suggested with.
 */
#include <string.h>

#include "formats/eurepoc_private.h"
#include "formats/slugs.h"

#define KEY_FOLD_MAX 80

static enum err folded(struct eurepoc *eurepoc, struct text name, struct text *out)
{
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 2 * KEY_FOLD_MAX);
    slug_fold(name, KEY_FOLD_MAX, &buf);
    if (buf.len == 0) {
        /* Of a name in another script nothing is left. */
        buf_cstr(&buf, "name");
        for (size_t i = 0; i < name.len && i < 16; i++)
            buf_format(&buf, "%s%02x", i == 0 ? "-" : "", (unsigned char)name.ptr[i]);
    }
    enum err err = buf_check(&buf);
    return err ? err : arena_copy(&eurepoc->arena, buf_view(&buf), out);
}

static enum err new_actor(struct eurepoc *eurepoc, struct text key, struct text name, const char *kind,
                          struct format_place place, struct eurepoc_actor **out)
{
    struct table_item *item = table_add(&eurepoc->actors, &eurepoc->arena, key);
    if (!item)
        return ERR_INTERNAL;
    if (!item->value) {
        struct eurepoc_actor *actor = arena_alloc(&eurepoc->arena, sizeof *actor);
        if (!actor)
            return ERR_INTERNAL;
        *actor = (struct eurepoc_actor){.key = item->key, .name = name, .kind = kind, .place = place};
        item->value = actor;
    }
    *out = item->value;
    return ERR_NONE;
}

static enum err note(struct eurepoc *eurepoc, struct eurepoc_actor *actor, const char *words, struct text what)
{
    struct text sentence = arena_format(&eurepoc->arena, "%s%.*s.", words, TEXT_ARG(what));
    return sentence.ptr ? table_put(&actor->notes, &eurepoc->arena, sentence) : ERR_INTERNAL;
}

static enum err add_names(struct eurepoc *eurepoc, struct eurepoc_actor *actor, const struct eurepoc_name *name)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < name->others.count && !err; i++)
        if (!text_equal(name->others.items[i].key, actor->name))
            err = table_put(&actor->names, &eurepoc->arena, name->others.items[i].key);
    for (size_t i = 0; i < name->groups.count && !err; i++)
        err = table_put(&actor->groups, &eurepoc->arena, name->groups.items[i].key);
    if (!err && name->detail.len > 0)
        err = note(eurepoc, actor, "EuRepoC adds in brackets: ", name->detail);
    if (!err && name->group.len > 0)
        err = note(eurepoc, actor, "EuRepoC assigns the person to: ", name->group);
    return err;
}

static bool is_person(const struct eurepoc_name *name, struct text fold)
{
    const char *kind = eurepoc_kind(name, fold, false);
    return kind && strcmp(kind, "person") == 0;
}

static enum err find_actor(struct eurepoc *eurepoc, struct text raw, bool split, const char *kind,
                           struct format_place place, struct eurepoc_actor **out);

static enum err put_parent(struct eurepoc *eurepoc, struct eurepoc_actor *actor, struct text raw,
                           struct format_place place)
{
    struct eurepoc_actor *parent = NULL;
    enum err err = find_actor(eurepoc, raw, true, "intrusion_set", place, &parent);
    return err || parent == actor ? err : table_put(&actor->part_of, &eurepoc->arena, eurepoc_ref(eurepoc, parent));
}

static enum err find_actor(struct eurepoc *eurepoc, struct text raw, bool split, const char *kind,
                           struct format_place place, struct eurepoc_actor **out)
{
    struct eurepoc_name name;
    struct text fold, key;
    enum err err = eurepoc_name_parse(&eurepoc->arena, raw, split, &name);
    if (!err)
        err = folded(eurepoc, name.first, &fold);
    /* "Ministry of Defence (Russia)" is not that of Bulgaria. */
    if (!err && !split && name.detail.ptr && !eurepoc_organ(fold).ptr && !is_person(&name, fold)) {
        name.detail = TEXT_NONE;
        err = eurepoc_clean(&eurepoc->arena, raw, &name.first);
        if (!err)
            err = folded(eurepoc, name.first, &fold);
    }
    if (err)
        return err;
    struct text organ = eurepoc_organ(fold);
    const char *known = organ.ptr ? "agency" : eurepoc_kind(&name, fold, split);
    if (!known && !kind) {
        *out = NULL;
        return ERR_NONE;
    }
    key = arena_format(&eurepoc->arena, "actor/%.*s", TEXT_ARG(fold));
    struct eurepoc_actor *actor = NULL;
    err = key.ptr ? new_actor(eurepoc, key, name.first, known ? known : kind, place, &actor) : ERR_INTERNAL;
    if (!err)
        err = add_names(eurepoc, actor, &name);
    if (!err && organ.ptr) {
        actor->country = organ;
        err = table_put(&actor->part_of, &eurepoc->arena, organ);
    }
    if (!err && name.parent.len > 0)
        err = put_parent(eurepoc, actor, name.parent, place);
    if (!err)
        *out = actor;
    return err;
}

enum err eurepoc_actor(struct eurepoc *eurepoc, struct text raw, const char *kind, struct format_place place,
                       struct eurepoc_actor **out)
{
    /* Slashes divide the names of those who are accused. One who accuses may have them in his name, unless he is known
     * by his first as well. */
    bool split = kind && strcmp(kind, "intrusion_set") == 0;
    return find_actor(eurepoc, raw, split, kind, place, out);
}

enum err eurepoc_unnamed(struct eurepoc *eurepoc, struct text slug, struct text name, struct text word,
                         struct format_place place, struct eurepoc_actor **out)
{
    struct text fold = TEXT_NONE, key, full;
    enum err err = word.len > 0 ? folded(eurepoc, word, &fold) : ERR_NONE;
    if (err)
        return err;
    key = fold.ptr ? arena_format(&eurepoc->arena, "unnamed/%.*s/%.*s", TEXT_ARG(slug), TEXT_ARG(fold))
                   : arena_format(&eurepoc->arena, "unnamed/%.*s", TEXT_ARG(slug));
    if (fold.ptr)
        full = arena_format(&eurepoc->arena, "%.*s, not named (%.*s)", TEXT_ARG(name), TEXT_ARG(word));
    else
        full = arena_format(&eurepoc->arena, "%.*s, not named", TEXT_ARG(name));
    return key.ptr && full.ptr ? new_actor(eurepoc, key, full, "unnamed", place, out) : ERR_INTERNAL;
}

struct text eurepoc_ref(struct eurepoc *eurepoc, const struct eurepoc_actor *actor)
{
    return arena_format(&eurepoc->arena, "eurepoc/%.*s", TEXT_ARG(actor->key));
}

enum err eurepoc_put_party(struct eurepoc *eurepoc, struct table *to, struct text ref, struct text name)
{
    struct table_item *item = ref.ptr ? table_add(to, &eurepoc->arena, ref) : NULL;
    struct text *told = item ? arena_alloc(&eurepoc->arena, sizeof *told) : NULL;
    if (!told)
        return ERR_INTERNAL;
    *told = name;
    item->value = told;
    return ERR_NONE;
}

enum err eurepoc_put_actor(struct eurepoc *eurepoc, struct table *to, const struct eurepoc_actor *actor)
{
    return eurepoc_put_party(eurepoc, to, eurepoc_ref(eurepoc, actor), actor->name);
}

/* States that a column names, by code with their word; `*others`: how many more words name something. */
static enum err states(struct eurepoc *eurepoc, const struct table *column, struct table *out, size_t *others)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < column->count && !err; i++) {
        struct text code = eurepoc_country(column->items[i].key);
        if (code.ptr)
            err = eurepoc_put_party(eurepoc, out, code, column->items[i].key);
        else
            *others += !eurepoc_names_nobody(column->items[i].key);
    }
    return err;
}

/* Where somebody sits is known where the column names one place. */
static enum err seat(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution,
                     struct eurepoc_actor *actor)
{
    const struct table *categories = &attribution->columns[EUREPOC_CATEGORY];
    const struct table *countries = &attribution->columns[EUREPOC_COUNTRY];
    bool sits = countries->count == 1 && categories->count == 1 &&
                (table_has(categories, EUREPOC_GROUP) || table_has(categories, EUREPOC_INDIVIDUAL));
    struct text code = sits ? eurepoc_country(countries->items[0].key) : TEXT_NONE;
    return code.ptr ? table_put(&actor->based_in, &eurepoc->arena, code) : ERR_NONE;
}

/* Those who are named. An organ is accused only with State; with a suggestion it is what the suggestion is about. */
static enum err named(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution, bool state,
                      bool suggested, struct eurepoc_parties *out)
{
    const struct table *initiators = &attribution->columns[EUREPOC_INITIATOR];
    bool individual = attribution->columns[EUREPOC_CATEGORY].count == 1 &&
                      table_has(&attribution->columns[EUREPOC_CATEGORY], EUREPOC_INDIVIDUAL);
    enum err err = ERR_NONE;
    for (size_t i = 0; i < initiators->count && !err; i++) {
        struct eurepoc_actor *actor = NULL;
        if (eurepoc_names_nobody(initiators->items[i].key))
            continue;
        err = eurepoc_actor(eurepoc, initiators->items[i].key, "intrusion_set", attribution->places[0], &actor);
        if (err)
            break;
        actor->individually = actor->individually || individual;
        actor->otherwise = actor->otherwise || !individual;
        bool organ = strcmp(actor->kind, "agency") == 0 && actor->country.ptr;
        if (state || !organ)
            err = eurepoc_put_actor(eurepoc, &out->accused, actor);
        else if (suggested)
            err = eurepoc_put_actor(eurepoc, &out->affiliations, actor);
        if (!err && !organ)
            err = seat(eurepoc, attribution, actor);
    }
    return err;
}

/* One without a name for each place that is named, or for none. */
static enum err unnamed(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution,
                        struct eurepoc_parties *out)
{
    const struct table *categories = &attribution->columns[EUREPOC_CATEGORY];
    const struct table *countries = &attribution->columns[EUREPOC_COUNTRY];
    const struct eurepoc_code *category = eurepoc_category(categories->items[0].key);
    if (categories->count > 1)
        category = eurepoc_category(TEXT(""));
    enum err err = ERR_NONE;
    for (size_t i = 0; i < countries->count && !err; i++) {
        struct text word = countries->items[i].key;
        bool place = !eurepoc_names_nobody(word);
        if (!place && countries->count > 1)
            continue;
        struct eurepoc_actor *actor = NULL;
        err = eurepoc_unnamed(eurepoc, text_of(category->slug), text_of(category->name), place ? word : TEXT_NONE,
                              attribution->places[0], &actor);
        if (err)
            break;
        struct text code = place ? eurepoc_country(word) : TEXT_NONE;
        /* Whom an affiliation is suggested with, is no seat; and of an unknown actor the file says no more than this.
         */
        if (code.ptr && !text_equal(text_of(category->slug), TEXT("state-affiliated")))
            err = table_put(&actor->based_in, &eurepoc->arena, code);
        if (!err)
            err = eurepoc_put_actor(eurepoc, &out->accused, actor);
    }
    return err;
}

static bool names_nobody(const struct table *column)
{
    for (size_t i = 0; i < column->count; i++)
        if (!eurepoc_names_nobody(column->items[i].key))
            return false;
    return true;
}

static enum err find_accused(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution,
                             struct eurepoc_parties *out)
{
    const struct table *categories = &attribution->columns[EUREPOC_CATEGORY];
    bool state = table_has(categories, EUREPOC_STATE), suggested = table_has(categories, EUREPOC_AFFILIATED);
    struct table named_states = {0};
    size_t others = 0;
    enum err err = states(eurepoc, &attribution->columns[EUREPOC_COUNTRY], &named_states, &others);
    /* With several categories and several countries nobody can say which of them the State is. */
    bool sure = categories->count == 1 || named_states.count + others == 1;
    struct table *to = state ? &out->accused : &out->affiliations;
    for (size_t i = 0; i < named_states.count && !err && sure && (state || suggested); i++)
        err = eurepoc_put_party(eurepoc, to, named_states.items[i].key, *(struct text *)named_states.items[i].value);
    if (!err)
        err = named(eurepoc, attribution, state, suggested, out);
    out->none = names_nobody(&attribution->columns[EUREPOC_INITIATOR]) && named_states.count + others == 0;
    return err || out->none || out->accused.count > 0 ? err : unnamed(eurepoc, attribution, out);
}

enum err eurepoc_parties(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution,
                         struct eurepoc_parties *out)
{
    const struct table *bases = &attribution->columns[EUREPOC_BASIS];
    *out = (struct eurepoc_parties){.self = bases->count == 1 && table_has(bases, EUREPOC_SELF)};
    enum err err = find_accused(eurepoc, attribution, out);
    return err || out->none ? err : eurepoc_claimants(eurepoc, attribution, out);
}
