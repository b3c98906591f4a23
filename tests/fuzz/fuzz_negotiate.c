/* Accept, Accept-Encoding and If-None-Match. */
#include "fuzz.h"
#include "http/etag.h"
#include "http/negotiate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const both[] = {"application/json", "text/html", NULL};
    static const char *const html[] = {"text/html", NULL};
    struct text text = fuzz_text(data, size);
    int choice = negotiate_media(text, both);
    fuzz_require(choice >= -1 && choice <= 1);
    /* Fewer offers never please more. */
    int alone = negotiate_media(text, html);
    fuzz_require(choice >= 0 || alone == -1);
    fuzz_require(choice != 1 || alone == 0);
    fuzz_require(negotiate_gzip(text) == (negotiate_coding(text) == CODING_GZIP));
    (void)etag_matches(text, TEXT("\"1-abc\""));
    return 0;
}
