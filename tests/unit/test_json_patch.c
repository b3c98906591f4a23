#include "unit.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "claimd/json_patch.h"
#include "claimd/json_read.h"

#define TREES 3000

static json_t *patch_of(const json_t *from, const json_t *to)
{
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1 << 20);
    struct json_writer writer;
    json_writer_init(&writer, &buf);
    assert_int_equal(json_patch_write(from, to, &writer), ERR_NONE);
    assert_int_equal(buf_check(&buf), ERR_NONE);
    json_t *patch = NULL;
    struct json_fault fault;
    assert_int_equal(json_read(buf_view(&buf), &patch, &fault), ERR_NONE);
    return patch;
}

/* The next token of a pointer, unescaped. */
static bool token(const char **path, char out[64])
{
    if (**path != '/')
        return false;
    size_t len = 0;
    for ((*path)++; **path != '\0' && **path != '/'; (*path)++) {
        assert_true(len < 63);
        out[len] = **path;
        if (**path == '~')
            out[len] = *++*path == '0' ? '~' : '/';
        len++;
    }
    out[len] = '\0';
    return true;
}

static json_t *child(json_t *holder, const char *key)
{
    return json_is_array(holder) ? json_array_get(holder, strtoul(key, NULL, 10)) : json_object_get(holder, key);
}

/* RFC 6902, section 4, without `move`, `copy` and `test`. */
static json_t *apply(json_t *document, const json_t *operation)
{
    const char *op = json_string_value(json_object_get(operation, "op"));
    const char *path = json_string_value(json_object_get(operation, "path"));
    json_t *value = json_object_get(operation, "value"), *holder = NULL, *at = document;
    char key[64] = "";
    while (token(&path, key)) {
        holder = at;
        at = child(holder, key);
        if (*path != '\0')
            assert_non_null(at);
    }
    if (holder == NULL) {
        assert_string_equal(op, "replace");
        json_decref(document);
        return json_incref(value);
    }
    bool add = strcmp(op, "add") == 0, remove = strcmp(op, "remove") == 0;
    assert_true(add || remove || strcmp(op, "replace") == 0);
    size_t index = strtoul(key, NULL, 10);
    if (json_is_array(holder)) {
        assert_true(add ? index <= json_array_size(holder) : at != NULL);
        assert_int_equal(add      ? json_array_insert(holder, index, value)
                         : remove ? json_array_remove(holder, index)
                                  : json_array_set(holder, index, value),
                         0);
    } else {
        assert_true(add == (at == NULL));
        assert_int_equal(remove ? json_object_del(holder, key) : json_object_set(holder, key, value), 0);
    }
    return document;
}

static json_t *random_tree(unsigned depth)
{
    static const char *const keys[] = {"a", "b", "c/d", "e~f", "", "~1", "g"};
    static const char *const words[] = {"x", "y", "\"\n", "é"};
    int kind = rand() % (depth == 0 ? 4 : 7);
    if (kind == 0)
        return json_null();
    if (kind == 1)
        return json_integer(rand() % 3);
    if (kind == 2)
        return json_boolean(rand() % 2);
    if (kind == 3)
        return json_string(words[rand() % 4]);
    json_t *tree = kind == 4 ? json_object() : json_array();
    for (int left = rand() % 6; left > 0; left--) {
        if (kind == 4)
            json_object_set_new(tree, keys[rand() % 7], random_tree(depth - 1));
        else
            json_array_append_new(tree, random_tree(depth - 1));
    }
    return tree;
}

static void assert_patches(const json_t *from, const json_t *to)
{
    json_auto_t *patch = patch_of(from, to);
    json_t *document = json_deep_copy(from);
    size_t index;
    json_t *operation;
    json_array_foreach(patch, index, operation) document = apply(document, operation);
    assert_true(json_equal(document, to));
    json_decref(document);
}

static void test_a_patch_leads_there(void **state)
{
    (void)state;
    srand(6902);
    for (int i = 0; i < TREES; i++) {
        json_auto_t *from = random_tree(4), *to = random_tree(4);
        assert_patches(from, to);
        assert_patches(from, from);
    }
}

static void assert_patch(const char *from, const char *to, const char *expected)
{
    struct json_fault fault;
    json_auto_t *a = NULL, *b = NULL, *wanted = NULL;
    assert_int_equal(json_read(text_of(from), &a, &fault), ERR_NONE);
    assert_int_equal(json_read(text_of(to), &b, &fault), ERR_NONE);
    assert_int_equal(json_read(text_of(expected), &wanted, &fault), ERR_NONE);
    json_auto_t *patch = patch_of(a, b);
    assert_true(json_equal(patch, wanted));
}

static void test_what_stands_alike_is_left_alone(void **state)
{
    (void)state;
    assert_patch("{\"a\":1}", "{\"a\":1}", "[]");
    assert_patch("{\"a\":{\"b\":1,\"c\":2}}", "{\"a\":{\"b\":1,\"c\":3}}",
                 "[{\"op\":\"replace\",\"path\":\"/a/c\",\"value\":3}]");
    assert_patch("[1,2,3,4]", "[1,9,3,4]", "[{\"op\":\"replace\",\"path\":\"/1\",\"value\":9}]");
    assert_patch("[1,2,3]", "[1,3]", "[{\"op\":\"remove\",\"path\":\"/1\"}]");
    assert_patch("[1,3]", "[1,2,3]", "[{\"op\":\"add\",\"path\":\"/1\",\"value\":2}]");
    assert_patch("{\"a/b\":1,\"c~\":1}", "{\"c~\":null}",
                 "[{\"op\":\"remove\",\"path\":\"/a~1b\"},{\"op\":\"replace\",\"path\":\"/c~0\",\"value\":null}]");
    assert_patch("[]", "{}", "[{\"op\":\"replace\",\"path\":\"\",\"value\":{}}]");
}

static void test_what_cannot_be_written_is_an_error(void **state)
{
    (void)state;
    json_auto_t *from = json_array(), *to = json_array();
    json_array_append_new(to, json_real(0.5));
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, 1000);
    struct json_writer writer;
    json_writer_init(&writer, &buf);
    assert_int_equal(json_patch_write(from, to, &writer), ERR_INVALID_JSON);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_patch_leads_there),
        cmocka_unit_test(test_what_stands_alike_is_left_alone),
        cmocka_unit_test(test_what_cannot_be_written_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
