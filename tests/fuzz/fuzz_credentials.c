/* What a stranger's headers say of his key, of the way that it came, and of his body. */
#include <netinet/in.h>

#include "claimd/hash.h"
#include "fuzz.h"
#include "http/body.h"
#include "http/transport.h"
#include "keys/key.h"

#define LINES_MAX 8

static const enum body_media takes[] = {BODY_JSON, BODY_MERGE_PATCH, BODY_NDJSON, BODY_TEXT};
static const struct route route = {.takes = takes, .takes_count = 4};

static void check_key(struct text text)
{
    struct key key = {.id = ""};
    if (key_parse(text, &key)) {
        fuzz_require(text.len == KEY_TEXT_SIZE - 1);
        fuzz_require(text_of(key.id).len == UUID_TEXT_SIZE - 1);
    }
}

/* One word that is not https spoils it, wherever it stands; and from nobody who is not known nothing is taken. */
static void check_way(struct request *request)
{
    struct sockaddr_in near = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in proxy = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x0A010203)};
    struct sockaddr_in far = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x08080808)};
    struct network trusted;
    fuzz_require(network_parse(TEXT("10.0.0.0/8"), &trusted));
    bool from_near = transport_is_private(request, (const struct sockaddr *)&near, &trusted, 1);
    bool from_proxy = transport_is_private(request, (const struct sockaddr *)&proxy, &trusted, 1);
    fuzz_require(!transport_is_private(request, (const struct sockaddr *)&far, &trusted, 1));
    fuzz_require(!from_proxy || from_near);
    if (request->header_count == 0)
        fuzz_require(from_near && !from_proxy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text input = fuzz_text(data, size), line, name;
    struct header_field headers[LINES_MAX];
    struct request request = {.headers = headers, .route = &route};
    arena_init(&request.arena, 1U << 20);
    while (request.header_count < LINES_MAX && text_split(&input, '\n', &line)) {
        check_key(line);
        if (text_split(&line, ':', &name))
            headers[request.header_count++] =
                (struct header_field){.name = name, .value = line.ptr == NULL ? TEXT("") : text_trim(line)};
    }
    check_way(&request);
    enum body_media media = BODY_NONE;
    enum err err = body_media(&request, &media);
    fuzz_require(err == ERR_UNSUPPORTED_MEDIA || (err == ERR_NONE && media != BODY_NONE));
    arena_deinit(&request.arena);
    struct network network;
    struct text whole = fuzz_text(data, size);
    if (network_parse(whole, &network))
        fuzz_require(network.bits <= 128);
    return 0;
}
