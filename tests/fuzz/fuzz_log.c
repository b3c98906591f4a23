/* A line of the log is one line of JSON, whatever it tells of. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <jansson.h>

#include "claimd/log.h"
#include "fuzz.h"

static void check_line(struct text line)
{
    fuzz_require(line.len > 0 && memchr(line.ptr, '\n', line.len) == line.ptr + line.len - 1);
    line.len--;
    fuzz_require(text_is_utf8(line) && !text_has_control(line));
    json_error_t error;
    json_auto_t *value = json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    fuzz_require(value != NULL);
    fuzz_require(strcmp(json_string_value(json_object_get(value, "level")), "info") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text text = fuzz_text(data, size);
    static int fd = -1;
    if (fd < 0)
        fd = memfd_create("log", 0);
    fuzz_require(fd >= 0 && lseek(fd, 0, SEEK_SET) == 0 && ftruncate(fd, 0) == 0);
    const struct log log = {.fd = fd, .level = LOG_INFO};
    log_write(&log, LOG_INFO, "m", LOG_FIELDS(log_text("a", text), log_int("n", (int64_t)size), log_text("b", text)));
    char line[LOG_LINE_MAX];
    ssize_t len = pread(fd, line, sizeof(line), 0);
    fuzz_require(len >= 0);
    check_line((struct text){.ptr = line, .len = (size_t)len});
    return 0;
}
