/* Whom the Council on Foreign Relations suspects, as the cluster has it from cfr.org. */
#include "formats/country_codes.h"
#include "formats/misp_private.h"

#define COUNCIL "Council on Foreign Relations"

static void write_citation(struct misp *misp, const char *prefix, struct text key, bool reported)
{
    json_write_object_begin(&misp->json);
    misp_ref(misp, "source", prefix, key);
    json_write_pair(&misp->json, "form", TEXT("reference"));
    if (reported)
        misp_ref(misp, "reported_by", "companies/", TEXT("misp-project"));
    json_write_object_end(&misp->json);
}

static bool is_of_council(struct text url)
{
    return text_starts(url, TEXT("https://www.cfr.org/")) || text_starts(url, TEXT("http://www.cfr.org/")) ||
           text_starts(url, TEXT("https://cfr.org/"));
}

static enum err write_citations(struct misp *misp, const json_t *refs)
{
    json_write_key(&misp->json, "citations");
    json_write_array_begin(&misp->json);
    write_citation(misp, "cluster", TEXT(""), true);
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < json_array_size(refs); i++) {
        char key[MISP_KEY_SIZE];
        struct text url = misp_item(refs, i);
        if (!url.ptr || !is_of_council(url) || !misp_is_link(url))
            continue;
        err = misp_reference(misp, url, key);
        if (!err)
            write_citation(misp, "", text_of(key), false);
    }
    json_write_array_end(&misp->json);
    return err;
}

static enum err write_claim(struct misp *misp, const json_t *meta, struct text uuid, struct text name,
                            struct text sponsor, struct text country)
{
    char council[MISP_KEY_SIZE];
    enum err err = misp_company(misp, TEXT(COUNCIL), council);
    if (err)
        return err;
    BUF_CLEANUP struct buf statement;
    buf_init(&statement, 2000);
    buf_format(&statement, "The " COUNCIL " suspects that %.*s sponsors %.*s, as the MISP galaxy records.",
               TEXT_ARG(sponsor), TEXT_ARG(name));
    misp_begin(misp, "claim", "%.*s/cfr-suspected-state-sponsor", TEXT_ARG(uuid));
    json_write_key(&misp->json, "claimants");
    json_write_array_begin(&misp->json);
    misp_ref(misp, NULL, "", text_of(council));
    json_write_array_end(&misp->json);
    json_write_key(&misp->json, "actors");
    json_write_array_begin(&misp->json);
    json_write_string(&misp->json, country);
    json_write_array_end(&misp->json);
    json_write_key(&misp->json, "subject");
    json_write_object_begin(&misp->json);
    json_write_pair(&misp->json, "type", TEXT("actor"));
    misp_ref(misp, "actor", "", uuid);
    json_write_object_end(&misp->json);
    json_write_pair(&misp->json, "statement", buf_view(&statement));
    json_write_pair(&misp->json, "language", TEXT("en"));
    json_write_key(&misp->json, "confidence");
    json_write_object_begin(&misp->json);
    json_write_pair(&misp->json, "level", TEXT("unstated"));
    json_write_object_end(&misp->json);
    json_write_pair(&misp->json, "basis", TEXT("unstated"));
    err = write_citations(misp, json_object_get(meta, "refs"));
    return err ? err : misp_end(misp);
}

enum err misp_claims(struct misp *misp, const json_t *entry, struct text uuid, struct text name)
{
    const json_t *meta = json_object_get(entry, "meta");
    struct text sponsor = json_input_text(meta, "cfr-suspected-state-sponsor");
    if (!sponsor.ptr)
        return ERR_NONE;
    struct text country = country_of_name(sponsor);
    if (!country.ptr)
        country = country_of_code(sponsor);
    /* "Unknown" is no state. */
    return country.ptr ? write_claim(misp, meta, uuid, name, sponsor, country) : ERR_NONE;
}
