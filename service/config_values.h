/* The forms that settings have. Within config*.c. `*out` is untouched on failure. */
#ifndef CLAIMD_CONFIG_VALUES_H
#define CLAIMD_CONFIG_VALUES_H

#include "claimd/text.h"
#include "config.h"

/* 127.0.0.1:8080, [::1]:8080, unix:/path; no names, so that nothing is looked up. */
bool config_endpoint(const char *text, struct endpoint *out);
/* 250ms, 5s, 10m, 1h; in milliseconds. */
bool config_time(const char *text, int64_t *out);
/* https://editor.example, with a port where it is not the scheme's own: as browsers write an origin. */
bool config_origin(struct text text);

#endif
