#include "formats/eurepoc_words.h"

#include <string.h>

#include "formats/country_codes.h"
#include "formats/eurepoc_names.h"

static const struct eurepoc_code categories[] = {
    {EUREPOC_STATE, "state", "State"},
    {EUREPOC_AFFILIATED, "state-affiliated", "State-affiliated actor"},
    {EUREPOC_GROUP, "non-state-group", "Non-state group"},
    {EUREPOC_INDIVIDUAL, "individual", "Individual hacker"},
    {"Unknown - not attributed", "unknown", "Unknown actor"},
    {"Not available", "unknown", "Unknown actor"},
    {"", "unknown", "Unknown actor"},
};

static const struct eurepoc_code bases[] = {
    {EUREPOC_SELF, "attacker", "The attacker"},
    {EUREPOC_TECHNICAL, "it-security-community", "IT-security community"},
    {EUREPOC_RECEIVER, "receiver-government", "Government or state entity of the receiver"},
    {EUREPOC_MEDIA, "media", "Media"},
    {"Attribution by third-party", "third-party", "Third party"},
    {"Receiver attributes attacker", "receiver", "Receiver of the attack"},
    {EUREPOC_EU, "eu-institution", "Institution or agency of the European Union"},
    {EUREPOC_WORLD, "international-organization", "International organization"},
    {EUREPOC_CONTESTED, "not-named", "Claimant"},
    {"Not available", "not-named", "Claimant"},
    {"", "not-named", "Claimant"},
};

static const struct eurepoc_code *find(const struct eurepoc_code *codes, size_t count, struct text word)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(word, text_of(codes[i].word)))
            return &codes[i];
    return NULL;
}

const struct eurepoc_code *eurepoc_category(struct text word)
{
    return find(categories, sizeof categories / sizeof *categories, word);
}

const struct eurepoc_code *eurepoc_basis(struct text word)
{
    return find(bases, sizeof bases / sizeof *bases, word);
}

bool eurepoc_type(struct text word, const char **basis)
{
    /* By how the word begins: what follows are examples in brackets. */
    static const struct {
        const char *word, *basis;
    } types[] = {
        {"Technical report", "technical"},
        {"Self-attribution", NULL},
        {"Direct statement in media report", "media"},
        {"Anonymous statement in media report", "media"},
        {"Attribution given, type unclear", NULL},
        {"Political statement/report and indictment", "legal"},
        {"Political statement", "political"},
        {"Domestic legal action", "legal"},
        {"Media report", "media"},
        {"Statement in media report and indictment", "legal"},
        {"Statement in media report and political statement", "political"},
        {"Not available", NULL},
    };
    *basis = NULL;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (text_starts(word, text_of(types[i].word))) {
            *basis = types[i].basis;
            return true;
        }
    }
    return word.len == 0;
}

struct text eurepoc_country(struct text word)
{
    if (text_equal(word, TEXT("Swaziland")))
        return TEXT("SZ");
    if (text_equal(word, TEXT("Holy See (Vatican City State)")))
        return TEXT("VA");
    return country_of_name(word);
}

bool eurepoc_no_state(struct text word)
{
    static const char *const words[] = {
        "",         "Not available", "Unknown",         "Africa",         "Asia",
        "Caucasus", "Europe",        "Eastern Europe",  "North America",  "Northern Europe",
        "Oceania",  "South America", "Southern Europe", "Western Europe", "ISIS",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_equal(word, text_of(words[i])))
            return true;
    return text_ends(word, TEXT("(region)"));
}

/*
 * What the file codes as state organs, accused or accusing, by hand. The country beside a name in a row does not tell:
 * GCHQ stands beside the United States as well. Names of groups are not among them, whoever runs them.
 */
static const struct {
    const char *name, *country;
} organs[] = {
    {"agencija-za-nacionalnu-bezbjednost", "ME"},
    {"agenzia-per-la-cybersicurezza-nazionale", "IT"},
    {"apt-c-39", "US"},
    {"armenian-state-service", "AM"},
    {"australian-cyber-security-centre", "AU"},
    {"australian-signals-directorate", "AU"},
    {"avid", "NL"},
    {"bnd", "DE"},
    {"canadian-centre-for-cyber-security", "CA"},
    {"central-intelligence-agency", "US"},
    {"central-scientific-research-institute-of-chemistry-and-mechanics", "RU"},
    {"centro-nacional-de-inteligencia", "ES"},
    {"cert-ua", "UA"},
    {"cia", "US"},
    {"communications-security-establishment-canada", "CA"},
    {"csec", "CA"},
    {"cyber-kommando-bundeswehr", "DE"},
    {"cyber-national-mission-force", "US"},
    {"cyber-unified-coordination-group", "US"},
    {"cybersecurity-and-infrastructure-security-agency", "US"},
    {"department-of-science-and-technology", "PH"},
    {"department-of-the-treasury-s-office-of-foreign-assets-control", "US"},
    {"dutch-federal-police-politie", "NL"},
    {"dutch-national-cybersecurity-centre-ncsc", "NL"},
    {"dutch-public-prosecution-service", "NL"},
    {"federal-bureau-of-investigation", "US"},
    {"federal-government-of-germany", "DE"},
    {"federal-security-service", "RU"},
    {"fsb", "RU"},
    {"gchq", "GB"},
    {"general-directoral-of-civil-intelligence", "GT"},
    {"general-security-directorate", "LB"},
    {"government-of-canada", "CA"},
    {"government-of-el-salvador", "SV"},
    {"gru", "RU"},
    {"gru-unit-74455", "RU"},
    {"health-sector-cyber-security-coordination-center-hc3", "US"},
    {"inter-services-intelligence", "PK"},
    {"iran-revolutionary-guard-corps", "IR"},
    {"isi", "PK"},
    {"islamic-revolutionary-guard-corps", "IR"},
    {"israeli-national-cyber-directorate", "IL"},
    {"italian-cyber-police-national-anti-crime-computer-centre-for-critical-infrastructure-protection-cnaipic", "IT"},
    {"main-centre-for-special-technologies-gtsst-of-the-main-directorate-of-the-general-staff-of-the-armed-forces-of-"
     "the-russian-federation",
     "RU"},
    {"military-unit-121", "KP"},
    {"ministry-of-intelligence-and-security", "IR"},
    {"mss", "CN"},
    {"national-security-agency", "US"},
    {"national-security-authority-nsm-nor", "NO"},
    {"national-security-committee-of-the-republic-of-kazahkstan", "KZ"},
    {"nigerian-defence-intelligence-agency", "NG"},
    {"nsa", "US"},
    {"philippine-army", "PH"},
    {"pla", "CN"},
    {"pla-unit-61398", "CN"},
    {"pla-unit-61419", "CN"},
    {"pla-unit-69010", "CN"},
    {"pla-unit-78020", "CN"},
    {"preventive-security-service", "PS"},
    {"reconnaissance-general-bureau", "KP"},
    {"republic-of-korea-defense-security-agency", "KR"},
    {"state-research-center-of-the-russian-federation-fgup-central-scientific-research-institute-of-chemistry-and-"
     "mechanics",
     "RU"},
    {"svr", "RU"},
    {"the-white-house", "US"},
    {"u-s-department-of-health-and-human-services", "US"},
    {"uk-government", "GB"},
    {"ukrainian-cyber-police-force", "UA"},
    {"unit-02616-sss", "UZ"},
    {"unit-8200", "IL"},
    {"united-kingdom-s-national-cyber-security-centre", "GB"},
    {"united-states-cyber-command", "US"},
    {"us-cyber-command-uscc-us-cycom", "US"},
    {"us-cycom", "US"},
    {"us-department-of-health-and-human-services", "US"},
    {"us-department-of-homeland-security", "US"},
    {"us-department-of-justice-doj", "US"},
    {"us-department-of-the-treasury", "US"},
    {"us-intelligence-agencies", "US"},
};

struct text eurepoc_organ(struct text folded)
{
    for (size_t i = 0; i < sizeof organs / sizeof *organs; i++)
        if (text_equal(folded, text_of(organs[i].name)))
            return text_of(organs[i].country);
    return TEXT_NONE;
}

static bool contains(struct text text, const char *word)
{
    size_t size = strlen(word);
    for (size_t at = 0; at + size <= text.len; at++)
        if (memcmp(text.ptr + at, word, size) == 0)
            return true;
    return false;
}

static bool contains_any(struct text text, const char *const *words)
{
    for (; *words; words++)
        if (contains(text, *words))
            return true;
    return false;
}

static bool is_person(const struct eurepoc_name *name, struct text folded, bool group)
{
    static const char *const roles[] = {
        "President",  "Minister", "Secretary",           "Director",  "Head of", "Attorney",
        "Prosecutor", "Mayor",    "Military Unit 71330", "TsNIIKhM)", NULL};
    static const char *const persons[] = {
        "borislav-sarafov", "david-kernell",     "dong-jiazhi",    "evgeny-viktorovich-gladkikh",
        "li-xiaoyu",        "maia-arson-crimew", "muhammad-bilal", NULL};
    if (name->group.ptr)
        return true;
    for (size_t i = 0; persons[i]; i++)
        if (text_equal(folded, text_of(persons[i])))
            return true;
    /* "(Journalist, Spain)": a role and a country; "(MOIS; Iran)" is an abbreviation and one. */
    return name->detail.ptr && (contains_any(name->detail, roles) || (!group && contains(name->detail, ", ")));
}

const char *eurepoc_kind(const struct eurepoc_name *name, struct text folded, bool group)
{
    static const char *const agencies[] = {"Ministry",
                                           "Department of",
                                           "Agency",
                                           "Directorate",
                                           "Police",
                                           "Government",
                                           "Prosecutor's",
                                           "CERT-UA",
                                           "National Security",
                                           "Armed Forces",
                                           "Parliament",
                                           "Bureau",
                                           "White House",
                                           "Cyber Command",
                                           "Central Bank",
                                           "Court",
                                           "Municipal",
                                           "Central Intelligence",
                                           "National Cyber",
                                           NULL};
    static const char *const companies[] = {
        "LLC", "Company", "Inc.", "Ltd", "Holding", "Special Technology Centre", "Limited", "Info Tech Services", NULL};
    if (is_person(name, folded, group))
        return "person";
    if (text_equal(folded, TEXT("five-eyes")) || text_equal(folded, TEXT("north-atlantic-treaty-organization")))
        return "alliance";
    if (contains_any(name->first, companies))
        return "company";
    return !group && contains_any(name->first, agencies) ? "agency" : NULL;
}

bool eurepoc_is_formula(struct text text)
{
    static const char signs[] = {'=', '+', '-', '@'};
    if (text.len < 2 || !memchr(signs, text.ptr[0], sizeof signs))
        return false;
    if (text.ptr[0] == '=' || text.ptr[0] == '+')
        return true;
    return memchr(text.ptr, '(', text.len) != NULL;
}
