#include "formats/format.h"

#include <string.h>

#include "formats/attack.h"
#include "formats/eurepoc.h"
#include "formats/misp.h"

static const enum format_input files[] = {FORMAT_FILES};
static const enum format_input eurepoc_inputs[] = {FORMAT_ATTRIBUTIONS, FORMAT_INCIDENTS};

const struct format formats[] = {
    {.name = "attack",
     .summary = "groups and campaigns of MITRE ATT&CK, a STIX 2.0 or 2.1 bundle",
     .takes = files,
     .takes_count = 1,
     .convert = attack_convert},
    {.name = "eurepoc",
     .summary = "EuRepoC 1.1: its data set of attributions and its global database, two files of CSV",
     .takes = eurepoc_inputs,
     .takes_count = 2,
     .convert = eurepoc_convert},
    {.name = "misp-galaxy",
     .summary = "clusters of the MISP galaxy: threat actors, Microsoft's names, intelligence agencies, 360.net",
     .takes = files,
     .takes_count = 1,
     .convert = misp_convert},
    {.name = NULL},
};

const struct format *format_find(const char *name)
{
    for (const struct format *format = formats; format->name; format++)
        if (strcmp(format->name, name) == 0)
            return format;
    return NULL;
}
