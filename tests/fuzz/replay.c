/* Runs a fuzz target over files, without libFuzzer: replay FOLDER... */
#include <dirent.h>
#include <string.h>

#include "fuzz.h"

#define INPUT_MAX (1U << 20)

static void replay_file(const char *folder, const char *name)
{
    static uint8_t bytes[INPUT_MAX];
    char path[4096];
    int len = snprintf(path, sizeof(path), "%s/%s", folder, name);
    fuzz_require(len > 0 && (size_t)len < sizeof(path));
    FILE *file = fopen(path, "rb");
    fuzz_require(file != NULL);
    size_t size = fread(bytes, 1, sizeof(bytes), file);
    fuzz_require(size < sizeof(bytes) && fclose(file) == 0);
    /* A copy of its very size, so that a read beyond its end is seen. */
    uint8_t *input = malloc(size == 0 ? 1 : size);
    fuzz_require(input != NULL);
    memcpy(input, bytes, size);
    LLVMFuzzerTestOneInput(input, size);
    free(input);
}

static size_t replay_folder(const char *folder)
{
    size_t count = 0;
    DIR *directory = opendir(folder);
    fuzz_require(directory != NULL);
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        replay_file(folder, entry->d_name);
        count++;
    }
    closedir(directory);
    return count;
}

int main(int argc, char **argv)
{
    size_t count = 0;
    for (int i = 1; i < argc; i++)
        count += replay_folder(argv[i]);
    printf("%zu inputs\n", count);
    return count == 0;
}
