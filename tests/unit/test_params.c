#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "claimd/language_tag.h"
#include "claimd/params.h"

static const char *const levels[] = {"low", "moderate", "high", "unstated", NULL};
static const char *const scopes[] = {"all", "organs", "exact", NULL};
static const char *const shapes[] = {"page", "array", NULL};

static const struct param_spec actor = {.name = "actor", .kind = PARAM_REFERENCE};
static const struct param_spec confidence = {.name = "confidence", .kind = PARAM_CHOICE, .choices = levels};
static const struct param_spec scope = {.name = "scope", .kind = PARAM_ONE_OF, .choices = scopes, .fallback = "organs"};
static const struct param_spec shape = {.name = "shape", .kind = PARAM_ONE_OF, .choices = shapes};
static const struct param_spec sector = {.name = "sector", .kind = PARAM_WORDS};
static const struct param_spec language = {.name = "language", .kind = PARAM_LANGUAGE};
static const struct param_spec q = {.name = "q", .kind = PARAM_TEXT};
static const struct param_spec limit = {.name = "limit", .kind = PARAM_INTEGER, .min = 1, .max = 1000};
static const struct param_spec from = {.name = "from", .kind = PARAM_DATE};

static const struct param_spec *const specs[] = {&actor,    &confidence, &scope, &shape, &sector,
                                                 &language, &q,          &limit, &from};

/* One reading with what it needs. */
struct reading {
    struct arena arena;
    struct faults faults;
    struct params params;
};

static void reading_deinit(struct reading *reading)
{
    arena_deinit(&reading->arena);
}

#define READING_CLEANUP __attribute__((cleanup(reading_deinit)))

static enum err read_query(struct reading *reading, struct text query)
{
    *reading = (struct reading){0};
    arena_init(&reading->arena, 1 << 20);
    return params_parse(&reading->params, specs, COUNT_OF(specs), query, &reading->arena, &reading->faults);
}

static const struct param *get(const struct reading *reading, const char *name)
{
    return params_get(&reading->params, name);
}

static void test_absent(void **state)
{
    (void)state;
    static const struct text queries[] = {TEXT_NONE, {"", 0}, {"&&", 2}};
    for (size_t i = 0; i < COUNT_OF(queries); i++) {
        READING_CLEANUP struct reading reading;
        assert_int_equal(read_query(&reading, queries[i]), ERR_NONE);
        assert_int_equal(reading.params.count, COUNT_OF(specs));
        for (size_t j = 0; j < COUNT_OF(specs); j++) {
            assert_ptr_equal(reading.params.items[j].spec, specs[j]);
            assert_false(params_has(&reading.params, specs[j]->name));
        }
        assert_int_equal(get(&reading, "scope")->choice, 1);
        assert_int_equal(get(&reading, "shape")->choice, -1);
        assert_int_equal(get(&reading, "limit")->choice, -1);
        assert_true(get(&reading, "confidence")->choice_set == 0);
    }
}

static void test_values(void **state)
{
    (void)state;
    READING_CLEANUP struct reading reading;
    assert_int_equal(
        read_query(&reading,
                   TEXT("actor=Ministry+of+State+Security%2C+China&actor=a,b&confidence=high,%20low&scope=exact"
                        "&shape=array&sector=energy,gov&q=a%26b=c,d&limit=1000&from=2021-07&sector=x%2By")),
        ERR_NONE);
    const struct param *param = get(&reading, "actor");
    assert_int_equal(param->count, 2);
    assert_text(param->values[0], "Ministry of State Security, China");
    assert_text(param->values[1], "a,b");

    param = get(&reading, "confidence");
    assert_int_equal(param->count, 2);
    assert_text(param->values[0], "high");
    assert_text(param->values[1], "low");
    assert_int_equal(param->choice_set, 1 << 2 | 1 << 0);

    assert_int_equal(get(&reading, "scope")->choice, 2);
    assert_text(get(&reading, "scope")->values[0], "exact");
    assert_int_equal(get(&reading, "shape")->choice, 1);

    param = get(&reading, "sector");
    assert_int_equal(param->count, 3);
    assert_text(param->values[1], "gov");
    assert_text(param->values[2], "x+y");

    assert_text(get(&reading, "q")->values[0], "a&b=c,d");
    assert_int_equal(get(&reading, "limit")->number, 1000);
    assert_int_equal(get(&reading, "limit")->count, 1);
    assert_int_equal(get(&reading, "from")->count, 1);
    assert_true(params_has(&reading.params, "q"));
    assert_int_equal(get(&reading, "from")->date.precision, EDTF_MONTH);
    assert_int_equal(get(&reading, "from")->date.month, 7);
}

static void test_duplicates_are_dropped(void **state)
{
    (void)state;
    READING_CLEANUP struct reading reading;
    assert_int_equal(
        read_query(
            &reading,
            TEXT("actor=china&actor=russia&actor=%63hina&actor=russia&confidence=low,low&confidence=low&sector=a,a,b")),
        ERR_NONE);
    assert_int_equal(get(&reading, "actor")->count, 2);
    assert_text(get(&reading, "actor")->values[0], "china");
    assert_text(get(&reading, "actor")->values[1], "russia");
    assert_int_equal(get(&reading, "confidence")->count, 1);
    assert_int_equal(get(&reading, "sector")->count, 2);
}

static void test_bounds(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        int64_t number;
    } cases[] = {{"limit=1", 1}, {"limit=1000", 1000}, {"limit=0050", 50}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        READING_CLEANUP struct reading reading;
        assert_case(read_query(&reading, text_of(cases[i].query)) == ERR_NONE, cases[i].query);
        assert_int_equal(get(&reading, "limit")->number, cases[i].number);
    }
}

static void test_single_faults(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        enum fault_code code;
        const char *name, *detail, *allowed_text, *suggestion;
    } cases[] = {
        {"actr=china", FAULT_UNKNOWN_PARAMETER, "actr",
         "`actr` is not a parameter of this address. Did you mean `actor`?", NULL, "actor"},
        {"xyzzy=1", FAULT_UNKNOWN_PARAMETER, "xyzzy", "`xyzzy` is not a parameter of this address.", NULL, NULL},
        {"Actor=china", FAULT_UNKNOWN_PARAMETER, "Actor",
         "`Actor` is not a parameter of this address. Did you mean `actor`?", NULL, "actor"},
        {"=china", FAULT_UNKNOWN_PARAMETER, "", "`` is not a parameter of this address.", NULL, NULL},
        {"actor", FAULT_EMPTY_VALUE, "actor", "`actor` has an empty value; leave it out instead.", NULL, NULL},
        {"actor=", FAULT_EMPTY_VALUE, "actor", "`actor` has an empty value; leave it out instead.", NULL, NULL},
        {"actor=+", FAULT_EMPTY_VALUE, "actor", "`actor` has an empty value; leave it out instead.", NULL, NULL},
        {"actor=a,,b", FAULT_EMPTY_VALUE, "actor", "`actor` has an empty value; leave it out instead.", NULL, NULL},
        {"q", FAULT_EMPTY_VALUE, "q", "`q` has an empty value; leave it out instead.", NULL, NULL},
        {"x+y=1", FAULT_UNKNOWN_PARAMETER, "x y", "`x y` is not a parameter of this address.", NULL, NULL},
        {"q=", FAULT_EMPTY_VALUE, "q", "`q` has an empty value; leave it out instead.", NULL, NULL},
        {"limit=", FAULT_EMPTY_VALUE, "limit", "`limit` has an empty value; leave it out instead.", NULL, NULL},
        {"sector=a,", FAULT_EMPTY_VALUE, "sector", "`sector` has an empty value; leave it out instead.", NULL, NULL},
        {"confidence=low,,high", FAULT_EMPTY_VALUE, "confidence",
         "`confidence` has an empty value; leave it out instead.", NULL, NULL},
        {"limit=5&limit=5", FAULT_REPEATED, "limit", "`limit` takes one value and is given more than once.", NULL,
         NULL},
        {"q=a&q=b&q=c", FAULT_REPEATED, "q", "`q` takes one value and is given more than once.", NULL, NULL},
        {"scope=all&scope=all", FAULT_REPEATED, "scope", "`scope` takes one value and is given more than once.", NULL,
         NULL},
        {"from=2021&from=2022", FAULT_REPEATED, "from", "`from` takes one value and is given more than once.", NULL,
         NULL},
        {"limit=0", FAULT_OUT_OF_RANGE, "limit", "`limit` must be 1 to 1000, not 0.", "1 to 1000", NULL},
        {"limit=1001", FAULT_OUT_OF_RANGE, "limit", "`limit` must be 1 to 1000, not 1001.", "1 to 1000", NULL},
        {"limit=-1", FAULT_OUT_OF_RANGE, "limit", "`limit` must be 1 to 1000, not -1.", "1 to 1000", NULL},
        {"limit=99999999999999999999", FAULT_OUT_OF_RANGE, "limit",
         "`limit` must be 1 to 1000, not 99999999999999999999.", "1 to 1000", NULL},
        {"limit=ten", FAULT_MALFORMED, "limit", "`limit` must be a whole number, not `ten`.", "1 to 1000", NULL},
        {"limit=1.5", FAULT_MALFORMED, "limit", "`limit` must be a whole number, not `1.5`.", "1 to 1000", NULL},
        {"limit=-", FAULT_MALFORMED, "limit", "`limit` must be a whole number, not `-`.", "1 to 1000", NULL},
        {"limit=+5", FAULT_MALFORMED, "limit", "`limit` must be a whole number, not ` 5`.", "1 to 1000", NULL},
        {"from=July", FAULT_MALFORMED, "from", "`from` must be a date, not `July`.", "YYYY, YYYY-MM or YYYY-MM-DD",
         NULL},
        {"from=2021-02-30", FAULT_MALFORMED, "from", "`from` must be a date, not `2021-02-30`.",
         "YYYY, YYYY-MM or YYYY-MM-DD", NULL},
        {"language=english", FAULT_MALFORMED, "language", "`language` must be a language tag, not `english`.",
         LANGUAGE_TAG_WORDS, NULL},
        {"confidence=hihg", FAULT_UNKNOWN_VALUE, "confidence",
         "`hihg` is not a value of `confidence`. Did you mean `high`?", NULL, "high"},
        {"confidence=low,certain", FAULT_UNKNOWN_VALUE, "confidence", "`certain` is not a value of `confidence`.", NULL,
         NULL},
        {"scope=organ", FAULT_UNKNOWN_VALUE, "scope", "`organ` is not a value of `scope`. Did you mean `organs`?", NULL,
         "organs"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        READING_CLEANUP struct reading reading;
        assert_case(read_query(&reading, text_of(cases[i].query)) == ERR_INVALID_PARAMETERS, cases[i].query);
        assert_case(reading.faults.count == 1, cases[i].query);
        const struct fault *fault = &reading.faults.items[0];
        assert_case(fault->code == cases[i].code, cases[i].query);
        if (fault->code == FAULT_MALFORMED || fault->code == FAULT_OUT_OF_RANGE)
            assert_case(!params_has(&reading.params, cases[i].name), cases[i].query);
        assert_int_equal(fault->where, FAULT_AT_PARAMETER);
        assert_text(fault->name, cases[i].name);
        assert_text(fault->detail, cases[i].detail);
        assert_text(fault->allowed_text, cases[i].allowed_text);
        assert_case(fault->suggestion_count == (cases[i].suggestion != NULL), cases[i].query);
        if (cases[i].suggestion != NULL)
            assert_text(fault->suggestions[0], cases[i].suggestion);
    }
}

static void test_allowed_lists(void **state)
{
    (void)state;
    READING_CLEANUP struct reading reading;
    assert_int_equal(read_query(&reading, TEXT("x=1&confidence=sure&scope=x")), ERR_INVALID_PARAMETERS);
    assert_int_equal(reading.faults.count, 3);
    const char *const *names = reading.faults.items[0].allowed;
    for (size_t i = 0; i < COUNT_OF(specs); i++)
        assert_string_equal(names[i], specs[i]->name);
    assert_null(names[COUNT_OF(specs)]);
    assert_ptr_equal(reading.faults.items[1].allowed, levels);
    assert_ptr_equal(reading.faults.items[2].allowed, scopes);
}

static void test_all_faults_at_once(void **state)
{
    (void)state;
    READING_CLEANUP struct reading reading;
    assert_int_equal(read_query(&reading, TEXT("limit=0&actr=x&scope=&from=x&actr=y&confidence=x,x,y&limit=7&limit=8"
                                               "&actor=china&shape=array")),
                     ERR_INVALID_PARAMETERS);
    static const enum fault_code codes[] = {FAULT_OUT_OF_RANGE, FAULT_UNKNOWN_PARAMETER, FAULT_EMPTY_VALUE,
                                            FAULT_MALFORMED,    FAULT_UNKNOWN_VALUE,     FAULT_UNKNOWN_VALUE,
                                            FAULT_REPEATED};
    assert_int_equal(reading.faults.count, COUNT_OF(codes));
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        assert_int_equal(reading.faults.items[i].code, codes[i]);
    /* What is without fault is there for a handler that adds faults of its own. */
    assert_text(get(&reading, "actor")->values[0], "china");
    assert_int_equal(get(&reading, "shape")->choice, 1);
    assert_int_equal(get(&reading, "limit")->count, 0);
    assert_int_equal(get(&reading, "scope")->choice, 1);
    assert_int_equal(get(&reading, "from")->count, 0);
    assert_int_equal(get(&reading, "confidence")->count, 0);
}

/* `name=` with values v0,v1…, joined by `separator`. */
static void list_of(struct buf *buf, const char *name, size_t count, const char *separator)
{
    buf_format(buf, "%s=v0", name);
    for (size_t i = 1; i < count; i++)
        buf_format(buf, "%sv%zu", separator, i);
}

static void test_too_many_values(void **state)
{
    (void)state;
    static const struct {
        const char *name, *separator;
    } cases[] = {{"actor", "&actor="}, {"actor", ","}, {"sector", ","}, {"sector", "&sector="}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        BUF_CLEANUP struct buf query;
        buf_init(&query, 10000);
        list_of(&query, cases[i].name, 50, cases[i].separator);
        READING_CLEANUP struct reading good;
        assert_case(read_query(&good, buf_view(&query)) == ERR_NONE, cases[i].name);
        /* A value that is there already takes no room. */
        buf_format(&query, "&%s=v0", cases[i].name);
        READING_CLEANUP struct reading same;
        bool one_reference = i == 1;
        assert_case(read_query(&same, buf_view(&query)) == (one_reference ? ERR_INVALID_PARAMETERS : ERR_NONE),
                    cases[i].name);
        buf_format(&query, "%sw0%sw1", cases[i].separator, cases[i].separator);
        READING_CLEANUP struct reading bad;
        assert_case(read_query(&bad, buf_view(&query)) == ERR_INVALID_PARAMETERS, cases[i].name);
        assert_int_equal(bad.faults.count, 1);
        assert_int_equal(bad.faults.items[0].code, FAULT_TOO_MANY_VALUES);
        assert_text(bad.faults.items[0].allowed_text, "1 to 50 values");
        assert_true(get(&bad, cases[i].name)->count <= 50);
    }
}

static void test_too_many_bad_values(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf query;
    buf_init(&query, 10000);
    list_of(&query, "confidence", 60, ",");
    READING_CLEANUP struct reading reading;
    assert_int_equal(read_query(&reading, buf_view(&query)), ERR_INVALID_PARAMETERS);
    assert_int_equal(reading.faults.count, 51);
    assert_int_equal(reading.faults.items[49].code, FAULT_UNKNOWN_VALUE);
    assert_int_equal(reading.faults.items[50].code, FAULT_TOO_MANY_VALUES);
}

static void test_too_long(void **state)
{
    (void)state;
    static const char *const names[] = {"actor", "sector", "q"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        BUF_CLEANUP struct buf query;
        buf_init(&query, 10000);
        buf_format(&query, "%s=", names[i]);
        for (int j = 0; j < 500; j++)
            buf_cstr(&query, "é");
        READING_CLEANUP struct reading good;
        assert_case(read_query(&good, buf_view(&query)) == ERR_NONE, names[i]);
        buf_char(&query, 'x');
        READING_CLEANUP struct reading bad;
        assert_case(read_query(&bad, buf_view(&query)) == ERR_INVALID_PARAMETERS, names[i]);
        assert_int_equal(bad.faults.count, 1);
        assert_int_equal(bad.faults.items[0].code, FAULT_TOO_LONG);
        assert_text(bad.faults.items[0].allowed_text, "1 to 500 characters");
        BUF_CLEANUP struct buf detail;
        buf_init(&detail, 100);
        buf_format(&detail, "A value of `%s` has 501 characters.", names[i]);
        assert_true(text_equal(bad.faults.items[0].detail, buf_view(&detail)));
        assert_int_equal(get(&bad, names[i])->count, 0);
    }
}

static void test_long_list_of_references(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf query;
    buf_init(&query, 10000);
    buf_cstr(&query, "actor=a");
    for (int i = 0; i < 20; i++)
        buf_format(&query, ",0d6c0f0e-0000-4000-8000-0000000000%02d", i);
    READING_CLEANUP struct reading reading;
    assert_int_equal(read_query(&reading, buf_view(&query)), ERR_NONE);
    assert_int_equal(get(&reading, "actor")->count, 1);
    assert_int_equal(get(&reading, "actor")->values[0].len, query.len - 6);
}

static void test_long_text_is_cut_in_details(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf query;
    buf_init(&query, 10000);
    for (int i = 0; i < 61; i++)
        buf_cstr(&query, "é");
    READING_CLEANUP struct reading reading;
    assert_int_equal(read_query(&reading, buf_view(&query)), ERR_INVALID_PARAMETERS);
    const struct fault *fault = &reading.faults.items[0];
    assert_int_equal(text_code_points(fault->name), 61);
    assert_int_equal(text_code_points(fault->detail),
                     61 + text_code_points(TEXT("`` is not a parameter of this address.")));
    assert_true(text_starts(fault->detail, TEXT("`éé")));
    assert_true(text_ends(fault->detail, TEXT("é…` is not a parameter of this address.")));
}

static void test_bad_targets(void **state)
{
    (void)state;
    static const char *const queries[] = {
        "q=%", "q=%0", "q=%zz", "%zz=1", "q=%00", "q=%FF", "limit=%", "actor=a&q=%C3", "unknown=%ED%A0%80", "q=\xFF"};
    for (size_t i = 0; i < COUNT_OF(queries); i++) {
        READING_CLEANUP struct reading reading;
        assert_case(read_query(&reading, text_of(queries[i])) == ERR_BAD_TARGET, queries[i]);
        assert_null(reading.params.items);
    }
}

static void test_many_unknown(void **state)
{
    (void)state;
    BUF_CLEANUP struct buf query;
    buf_init(&query, 10000);
    for (int i = 0; i < 1000; i++)
        buf_format(&query, "&x%d", i);
    READING_CLEANUP struct reading reading;
    assert_int_equal(read_query(&reading, buf_view(&query)), ERR_INVALID_PARAMETERS);
    assert_int_equal(reading.faults.count, FAULTS_MAX);
}

static void test_no_parameters(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1 << 20);
    struct faults faults = {0};
    struct params params = {0};
    assert_int_equal(params_parse(&params, NULL, 0, TEXT_NONE, &arena, &faults), ERR_NONE);
    assert_int_equal(params_parse(&params, NULL, 0, TEXT("a=1"), &arena, &faults), ERR_INVALID_PARAMETERS);
    assert_int_equal(faults.count, 1);
    assert_non_null(faults.items[0].allowed);
    assert_null(faults.items[0].allowed[0]);
}

/* Whatever the memory, the answer is a whole one or ERR_INTERNAL. */
static void test_every_ceiling(void **state)
{
    (void)state;
    static const char query[] = "actr=x&limit=0&confidence=hihg&from=x&q=ok&actor=a&shape=array&scope=";
    bool whole = false;
    size_t refusals = 0;
    for (size_t max = 0; !whole; max += 16) {
        ARENA_CLEANUP struct arena arena;
        arena_init(&arena, max);
        struct faults faults = {0};
        struct params params = {0};
        enum err err = params_parse(&params, specs, COUNT_OF(specs), text_of(query), &arena, &faults);
        whole = err == ERR_INVALID_PARAMETERS;
        assert_true(whole || err == ERR_INTERNAL);
        refusals += err == ERR_INTERNAL;
        assert_true(max < (1 << 20));
        if (whole)
            assert_int_equal(faults.count, 5);
    }
    assert_true(refusals > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_absent),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_duplicates_are_dropped),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_single_faults),
        cmocka_unit_test(test_allowed_lists),
        cmocka_unit_test(test_all_faults_at_once),
        cmocka_unit_test(test_too_many_values),
        cmocka_unit_test(test_too_many_bad_values),
        cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_long_list_of_references),
        cmocka_unit_test(test_long_text_is_cut_in_details),
        cmocka_unit_test(test_bad_targets),
        cmocka_unit_test(test_many_unknown),
        cmocka_unit_test(test_no_parameters),
        cmocka_unit_test(test_every_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
