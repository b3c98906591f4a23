#include "claimd/json_patch.h"

#include <jansson.h>

#include "claimd/buf.h"
#include "claimd/json_canonical.h"

#define PATH_MAX_BYTES (64U << 10)
#define VALUE_MAX      (8U << 20)

struct patch {
    struct json_writer *json;
    struct buf path; /* RFC 6901 */
};

static enum err compare(struct patch *patch, const json_t *from, const json_t *to);

/* `value` is NULL for what takes none. */
static enum err operation(struct patch *patch, const char *name, const json_t *value)
{
    struct json_writer *json = patch->json;
    enum err err = buf_check(&patch->path);
    if (err)
        return err;
    json_write_object_begin(json);
    json_write_pair(json, "op", text_of(name));
    json_write_pair(json, "path", patch->path.len == 0 ? TEXT("") : buf_view(&patch->path));
    if (value != NULL) {
        BUF_CLEANUP struct buf text;
        buf_init(&text, VALUE_MAX);
        err = json_canonical(value, &text);
        if (err)
            return err;
        json_write_key(json, "value");
        json_write_raw(json, buf_view(&text));
    }
    json_write_object_end(json);
    return ERR_NONE;
}

/* One step down, and the way back: `patch->path.len = step_down(…)`. */
static size_t step_to_member(struct patch *patch, const char *key)
{
    size_t before = patch->path.len;
    buf_char(&patch->path, '/');
    for (; *key != '\0'; key++) {
        if (*key == '~')
            buf_literal(&patch->path, "~0");
        else if (*key == '/')
            buf_literal(&patch->path, "~1");
        else
            buf_char(&patch->path, *key);
    }
    return before;
}

static size_t step_to_element(struct patch *patch, size_t index)
{
    size_t before = patch->path.len;
    buf_char(&patch->path, '/');
    buf_int(&patch->path, (int64_t)index);
    return before;
}

static void step_back(struct patch *patch, size_t before)
{
    if (!patch->path.failed)
        patch->path.len = before;
}

static enum err compare_objects(struct patch *patch, json_t *from, json_t *to)
{
    enum err err = ERR_NONE;
    for (void *at = json_object_iter(from); at != NULL && !err; at = json_object_iter_next(from, at)) {
        const char *key = json_object_iter_key(at);
        if (json_object_get(to, key) != NULL)
            continue;
        size_t before = step_to_member(patch, key);
        err = operation(patch, "remove", NULL);
        step_back(patch, before);
    }
    for (void *at = json_object_iter(to); at != NULL && !err; at = json_object_iter_next(to, at)) {
        const char *key = json_object_iter_key(at);
        const json_t *old = json_object_get(from, key), *new = json_object_iter_value(at);
        size_t before = step_to_member(patch, key);
        err = old == NULL ? operation(patch, "add", new) : compare(patch, old, new);
        step_back(patch, before);
    }
    return err;
}

static enum err at_element(struct patch *patch, size_t index, const char *name, const json_t *value)
{
    size_t before = step_to_element(patch, index);
    enum err err = operation(patch, name, value);
    step_back(patch, before);
    return err;
}

static enum err compare_arrays(struct patch *patch, const json_t *from, const json_t *to)
{
    size_t old = json_array_size(from), new = json_array_size(to), first = 0;
    while (first < old && first < new &&json_equal(json_array_get(from, first), json_array_get(to, first)))
        first++;
    while (old > first && new > first && json_equal(json_array_get(from, old - 1), json_array_get(to, new - 1))) {
        old--;
        new --;
    }
    enum err err = ERR_NONE;
    for (; first < old && first < new && !err; first++) {
        size_t before = step_to_element(patch, first);
        err = compare(patch, json_array_get(from, first), json_array_get(to, first));
        step_back(patch, before);
    }
    for (; old > first && !err; old--)
        err = at_element(patch, old - 1, "remove", NULL);
    for (; first < new && !err; first++)
        err = at_element(patch, first, "add", json_array_get(to, first));
    return err;
}

static enum err compare(struct patch *patch, const json_t *from, const json_t *to)
{
    if (json_equal(from, to))
        return ERR_NONE;
    if (json_is_object(from) && json_is_object(to))
        return compare_objects(patch, (json_t *)from, (json_t *)to);
    if (json_is_array(from) && json_is_array(to))
        return compare_arrays(patch, from, to);
    return operation(patch, "replace", to);
}

enum err json_patch_write(const json_t *from, const json_t *to, struct json_writer *json)
{
    struct patch patch = {.json = json};
    buf_init(&patch.path, PATH_MAX_BYTES);
    json_write_array_begin(json);
    enum err err = compare(&patch, from, to);
    json_write_array_end(json);
    buf_deinit(&patch.path);
    return err;
}
