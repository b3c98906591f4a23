#include "listing/licence.h"

#include <string.h>

/* What data is given under; https://spdx.org/licenses/ */
static const struct {
    const char *id, *url;
} known[] = {
    {"CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"},
    {"CC-BY-3.0", "https://creativecommons.org/licenses/by/3.0/"},
    {"CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"},
    {"CC-BY-SA-3.0", "https://creativecommons.org/licenses/by-sa/3.0/"},
    {"CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"},
    {"CC-BY-NC-4.0", "https://creativecommons.org/licenses/by-nc/4.0/"},
    {"CC-BY-NC-SA-4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"},
    {"CC-BY-ND-4.0", "https://creativecommons.org/licenses/by-nd/4.0/"},
    {"CC-BY-NC-ND-4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"},
    {"CDLA-Permissive-2.0", "https://cdla.dev/permissive-2-0/"},
    {"CDLA-Sharing-1.0", "https://cdla.dev/sharing-1-0/"},
    {"ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"},
    {"ODC-By-1.0", "https://opendatacommons.org/licenses/by/1-0/"},
    {"PDDL-1.0", "https://opendatacommons.org/licenses/pddl/1-0/"},
    {"OGL-UK-3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"},
    {"etalab-2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"},
    {"Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"},
    {"MIT", "https://opensource.org/license/mit"},
};

static bool begins(struct text text, const char *with)
{
    size_t len = strlen(with);
    return text.len > len && memcmp(text.ptr, with, len) == 0;
}

struct text licence_url(struct text licence)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (text_equal_nocase(licence, text_of(known[i].id)))
            return text_of(known[i].url);
    return begins(licence, "https://") || begins(licence, "http://") ? licence : TEXT_NONE;
}
