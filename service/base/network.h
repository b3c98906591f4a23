/* Networks of IP addresses, and whether an address lies in one. IPv4 written as IPv6 (::ffff:a.b.c.d) is IPv4. */
#ifndef CLAIMD_BASE_NETWORK_H
#define CLAIMD_BASE_NETWORK_H

#include <stdbool.h>

#include "claimd/text.h"

struct sockaddr;

struct network {
    unsigned char address[16]; /* IPv4 as ::ffff:a.b.c.d */
    unsigned bits;             /* of `address` that count */
};

/* "10.1.2.3", "10.0.0.0/8", "fd00::/8". False for anything else, and where bits beyond the prefix are set. */
bool network_parse(struct text text, struct network *out);
bool network_has(const struct network *network, const struct sockaddr *address);
/* This machine: 127.0.0.0/8, ::1, or a Unix socket. */
bool network_is_local(const struct sockaddr *address);

#endif
