/* Who accuses in an attribution: those who are named, whoever confesses, or somebody of the category without a name. */
#include "formats/eurepoc_private.h"

static const char *claimant_kind(const struct table *basis)
{
    if (table_has(basis, EUREPOC_SELF))
        return "intrusion_set";
    if (table_has(basis, EUREPOC_RECEIVER))
        return "agency";
    if (table_has(basis, EUREPOC_MEDIA))
        return "media";
    return table_has(basis, EUREPOC_EU) || table_has(basis, EUREPOC_WORLD) ? "alliance" : "company";
}

static enum err named_claimants(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution,
                                const struct table *column, struct eurepoc_parties *out)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < column->count && !err; i++) {
        struct eurepoc_actor *actor = NULL;
        if (eurepoc_names_nobody(column->items[i].key))
            continue;
        err = eurepoc_actor(eurepoc, column->items[i].key, claimant_kind(&attribution->columns[EUREPOC_BASIS]),
                            attribution->places[0], &actor);
        if (!err)
            err = eurepoc_put_actor(eurepoc, &out->claimants, actor);
    }
    return err;
}

/* Who claims without a name: the category of claimants, of the state that the file names, if it names one. */
static enum err unnamed_claimant(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution,
                                 struct eurepoc_parties *out)
{
    const struct table *bases = &attribution->columns[EUREPOC_BASIS];
    const struct table *countries = &attribution->columns[EUREPOC_CLAIMANT_COUNTRY];
    const struct eurepoc_code *basis = eurepoc_basis(bases->count == 1 ? bases->items[0].key : TEXT(""));
    struct text word = countries->count == 1 ? countries->items[0].key : TEXT_NONE;
    bool place = !eurepoc_names_nobody(word);
    struct eurepoc_actor *actor = NULL;
    struct text slug = arena_format(&eurepoc->arena, "claimant/%s", basis->slug);
    enum err err = slug.ptr ? eurepoc_unnamed(eurepoc, slug, text_of(basis->name), place ? word : TEXT_NONE,
                                              attribution->places[0], &actor)
                            : ERR_INTERNAL;
    struct text code = place ? eurepoc_country(word) : TEXT_NONE;
    if (!err && code.ptr) {
        bool government = text_equal(text_of(basis->slug), TEXT("receiver-government"));
        err = table_put(government ? &actor->part_of : &actor->based_in, &eurepoc->arena, code);
    }
    return err ? err : eurepoc_put_actor(eurepoc, &out->claimants, actor);
}

enum err eurepoc_claimants(struct eurepoc *eurepoc, const struct eurepoc_attribution *attribution,
                           struct eurepoc_parties *out)
{
    enum err err = named_claimants(eurepoc, attribution, &attribution->columns[EUREPOC_CLAIMANT], out);
    if (!err)
        err = named_claimants(eurepoc, attribution, &attribution->columns[EUREPOC_COMPANY], out);
    /* Who attributes an attack to himself is who is accused of it; a state that is, confessed nothing by that. */
    for (size_t i = 0; i < out->accused.count && !err && out->self && out->claimants.count == 0; i++) {
        if (!text_starts(out->accused.items[i].key, TEXT("eurepoc/")))
            continue;
        for (size_t k = i; k < out->accused.count && !err; k++)
            if (text_starts(out->accused.items[k].key, TEXT("eurepoc/")))
                err = eurepoc_put_party(eurepoc, &out->claimants, out->accused.items[k].key,
                                        *(struct text *)out->accused.items[k].value);
    }
    return err || out->claimants.count > 0 ? err : unnamed_claimant(eurepoc, attribution, out);
}
