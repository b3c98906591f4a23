#include "base/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define FOUR_BITS 96 /* before an IPv4 address */

static void put_four(const void *address, unsigned char out[16])
{
    memset(out, 0, 10);
    memset(out + 10, 0xFF, 2);
    memcpy(out + 12, address, 4);
}

static bool has_bits_beyond(const struct network *network)
{
    for (unsigned bit = network->bits; bit < 128; bit++) {
        if ((network->address[bit / 8] & (0x80U >> bit % 8)) != 0)
            return true;
    }
    return false;
}

bool network_parse(struct text text, struct network *out)
{
    char name[INET6_ADDRSTRLEN];
    struct text rest = text, host;
    if (!text_split(&rest, '/', &host) || host.len >= sizeof name)
        return false;
    memcpy(name, host.ptr, host.len);
    name[host.len] = '\0';
    struct network network = {.bits = 128};
    unsigned char four[4];
    int64_t most = 128, bits;
    if (inet_pton(AF_INET, name, four) == 1) {
        put_four(four, network.address);
        most = 32;
    } else if (inet_pton(AF_INET6, name, network.address) != 1) {
        return false;
    }
    if (rest.ptr != NULL) {
        if (!text_to_int64(rest, &bits) || bits < 0 || bits > most)
            return false;
        network.bits = (unsigned)bits + (most == 32 ? FOUR_BITS : 0);
    }
    if (has_bits_beyond(&network))
        return false;
    *out = network;
    return true;
}

static bool address_of(const struct sockaddr *address, unsigned char out[16])
{
    if (address->sa_family == AF_INET) {
        put_four(&((const struct sockaddr_in *)(const void *)address)->sin_addr, out);
        return true;
    }
    if (address->sa_family != AF_INET6)
        return false;
    memcpy(out, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
    return true;
}

bool network_has(const struct network *network, const struct sockaddr *address)
{
    unsigned char bytes[16];
    if (!address_of(address, bytes))
        return false;
    unsigned whole = network->bits / 8, rest = network->bits % 8;
    if (memcmp(bytes, network->address, whole) != 0)
        return false;
    unsigned mask = 0xFF00U >> rest & 0xFFU;
    return rest == 0 || (bytes[whole] & mask) == network->address[whole];
}

bool network_is_local(const struct sockaddr *address)
{
    static const struct network four = {.address = {[10] = 0xFF, [11] = 0xFF, [12] = 127}, .bits = FOUR_BITS + 8};
    static const struct network six = {.address = {[15] = 1}, .bits = 128};
    return address->sa_family == AF_UNIX || network_has(&four, address) || network_has(&six, address);
}
