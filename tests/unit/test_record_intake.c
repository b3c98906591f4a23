#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "records/record_intake.h"

#define A "11111111-1111-4111-8111-111111111111"
#define B "22222222-2222-4222-8222-222222222222"
#define S "33333333-3333-4333-8333-333333333333"
#define C "44444444-4444-4444-8444-444444444444"
#define N "55555555-5555-4555-8555-555555555555"

#define ACME "{\"id\":\"" A "\",\"slug\":\"acme\",\"name\":\"Acme\",\"kind\":\"company\"}"
#define BEAR "{\"id\":\"" B "\",\"slug\":\"bear\",\"name\":\"Bear\",\"kind\":\"intrusion_set\"}"

#define CLAIM_HEAD "{\"id\":\"" C "\",\"revision\":3,\"claimants\":[" ACME "],\"actors\":[" BEAR "],"
#define CLAIM_SUBJECT                                                                                                  \
    "\"subject\":{\"type\":\"actor\",\"id\":\"" B "\",\"slug\":\"bear\",\"name\":\"Bear\"},"                           \
    "\"spoken_by\":{\"id\":null,\"slug\":null,\"name\":null,\"role\":\"spokesman\"},"
#define CLAIM_REST                                                                                                     \
    "\"statement\":\"Said.\",\"language\":\"en\",\"claimed_on\":\"2021\",\"claimed_on_precision\":\"year\","           \
    "\"date_basis\":\"stated\",\"date_note\":null,\"claimed_from\":\"2021-01-01\",\"claimed_to\":\"2021-12-31\","      \
    "\"confidence\":{\"level\":\"unstated\",\"stated_as\":null,\"score\":null,\"scale\":null},\"likelihood\":null,"    \
    "\"basis\":\"technical\",\"responsibility\":null,\"status\":\"uncontested\",\"counter_claim_count\":0,"            \
    "\"endorsement_count\":0,\"corroboration\":0,\"supersedes\":null,\"source_ids\":[\"" S "\"],"                      \
    "\"collection\":\"press\",\"key\":\"c1\",\"created_at\":\"2026-01-01T00:00:00.000000Z\","                          \
    "\"updated_at\":\"2026-01-01T00:00:00.000000Z\","
#define CITATION(how, verified)                                                                                        \
    "\"citations\":[{\"source\":{\"id\":\"" S "\",\"slug\":\"news\",\"title\":\"T\",\"kind\":\"news\",\"url\":null,"   \
    "\"published_on\":null},\"form\":\"direct_speech\",\"quote\":{\"exact\":\"abc\",\"prefix\":null,\"suffix\":null,"  \
    "\"start\":0,\"end\":3},\"language\":\"en\",\"translated_from\":null,\"translation\":null,\"reported_by\":null,"   \
    "\"verified\":" verified ",\"verified_how\":" how "}]}"
#define CLAIM CLAIM_HEAD CLAIM_SUBJECT CLAIM_REST CITATION("\"text\"", "true")

struct taken {
    struct arena arena;
    struct faults faults;
    struct record_ready ready;
    enum err err;
};

static void take(struct taken *taken, struct record_sent sent)
{
    *taken = (struct taken){.err = ERR_NONE};
    arena_init(&taken->arena, 8U << 20);
    taken->err = record_intake(&sent, &taken->arena, &taken->faults, &taken->ready);
}

static void assert_fault(const struct taken *taken, const char *pointer, enum fault_code code)
{
    for (size_t i = 0; i < taken->faults.count; i++)
        if (text_equal(taken->faults.items[i].name, text_of(pointer)) && taken->faults.items[i].code == code)
            return;
    fail_msg("no such fault at %s among %zu, the first at %.*s", pointer, taken->faults.count,
             taken->faults.count ? (int)taken->faults.items[0].name.len : 0,
             taken->faults.count ? taken->faults.items[0].name.ptr : "");
}

static void assert_has(const struct taken *taken, const char *part)
{
    if (taken->err != ERR_NONE)
        fail_msg("%s at %.*s: %.*s", err_info(taken->err)->slug,
                 taken->faults.count ? (int)taken->faults.items[0].name.len : 0,
                 taken->faults.count ? taken->faults.items[0].name.ptr : "",
                 taken->faults.count ? (int)taken->faults.items[0].detail.len : 0,
                 taken->faults.count ? taken->faults.items[0].detail.ptr : "");
    if (!memmem(taken->ready.body.ptr, taken->ready.body.len, part, strlen(part)))
        fail_msg("no %s in %.*s", part, (int)taken->ready.body.len, taken->ready.body.ptr);
}

static void test_what_is_read_can_be_written(void **state)
{
    (void)state;
    struct taken taken;
    take(&taken, (struct record_sent){.type = RECORD_CLAIM, .body = TEXT(CLAIM), .current = TEXT(CLAIM)});
    assert_has(&taken, "\"claimants\":[\"" A "\"]");
    assert_has(&taken, "\"subject\":{\"actor\":\"" B "\",\"type\":\"actor\"}");
    assert_has(&taken, "\"spoken_by\":{\"actor\":null,\"role\":\"spokesman\"}");
    assert_has(&taken, "\"source\":\"" S "\"");
    assert_has(&taken, "\"verified_how\":\"text\"");
    assert_has(&taken, "\"type\":\"claim\"");
    assert_null(memmem(taken.ready.body.ptr, taken.ready.body.len, "status", 6));
    assert_true(text_equal(taken.ready.id, TEXT(C)));
    assert_true(text_equal(taken.ready.key, TEXT("c1")));
    assert_int_equal(taken.ready.reference_count, 5); /* collection, claimant, source, accused, subject */
    arena_deinit(&taken.arena);
}

static void test_all_faults_at_once(void **state)
{
    (void)state;
    struct taken taken;
    take(&taken, (struct record_sent){
                     .type = RECORD_CLAIM,
                     .body = TEXT("{\"claimants\":[{\"name\":\"Acme\"}],\"actors\":[{\"slug\":\"bear\","
                                  "\"colour\":\"red\"}],\"statment\":\"x\",\"status\":\"disputed\","
                                  "\"subject\":{\"type\":\"pattern\",\"description\":\"d\"},\"type\":\"actor\"}")});
    assert_int_equal(taken.err, ERR_INVALID_RECORD);
    assert_fault(&taken, "/claimants/0", FAULT_MALFORMED);
    assert_fault(&taken, "/actors/0/colour", FAULT_UNKNOWN_FIELD);
    assert_fault(&taken, "/statment", FAULT_UNKNOWN_FIELD);
    assert_fault(&taken, "/status", FAULT_READ_ONLY);
    assert_fault(&taken, "/type", FAULT_READ_ONLY);
    assert_fault(&taken, "/basis", FAULT_MISSING);
    arena_deinit(&taken.arena);
}

static void test_what_the_service_keeps_is_not_changed(void **state)
{
    (void)state;
    struct taken taken;
    take(&taken, (struct record_sent){.type = RECORD_CLAIM,
                                      .patch = true,
                                      .body = TEXT("{\"revision\":4,\"corroboration\":0,\"id\":null,"
                                                   "\"actors\":[{\"id\":\"" B "\",\"name\":\"Wolf\"}]}"),
                                      .current = TEXT(CLAIM)});
    assert_int_equal(taken.err, ERR_INVALID_RECORD);
    assert_int_equal(taken.faults.count, 3);
    assert_fault(&taken, "/revision", FAULT_READ_ONLY);
    assert_fault(&taken, "/id", FAULT_READ_ONLY);
    assert_fault(&taken, "/actors/0/name", FAULT_READ_ONLY);
    arena_deinit(&taken.arena);
}

static void test_a_slug_beside_a_new_id_is_looked_up(void **state)
{
    (void)state;
    struct taken taken;
    take(&taken, (struct record_sent){.type = RECORD_CLAIM,
                                      .patch = true,
                                      .body = TEXT("{\"actors\":[{\"id\":\"" N "\",\"slug\":\"wolf\"}]}"),
                                      .current = TEXT(CLAIM)});
    assert_has(&taken, "\"actors\":[\"" N "\"]");
    const struct record_reference *last = &taken.ready.references[taken.ready.reference_count - 1];
    assert_true(text_equal(last->pointer, TEXT("/actors/0/slug")));
    assert_true(text_equal(last->beside, TEXT("/actors/0")));
    assert_true(text_equal(last->value, TEXT("wolf")));
    arena_deinit(&taken.arena);
}

static void test_a_patch_changes_what_it_names(void **state)
{
    (void)state;
    struct taken taken;
    take(&taken, (struct record_sent){.type = RECORD_CLAIM,
                                      .patch = true,
                                      .body = TEXT("{\"spoken_by\":{\"actor\":\"xi\"},\"claimed_on\":null,"
                                                   "\"date_basis\":null,\"confidence\":{\"level\":\"high\"},"
                                                   "\"subject\":{\"type\":\"pattern\",\"description\":\"d\"}}"),
                                      .current = TEXT(CLAIM)});
    assert_has(&taken, "\"spoken_by\":{\"actor\":\"xi\",\"role\":\"spokesman\"}");
    assert_has(&taken, "\"claimed_on\":null");
    assert_has(&taken, "\"confidence\":{\"level\":\"high\",\"scale\":null,\"score\":null,\"stated_as\":null}");
    assert_has(&taken, "\"subject\":{\"description\":\"d\",\"type\":\"pattern\"}");
    assert_has(&taken, "\"statement\":\"Said.\"");
    arena_deinit(&taken.arena);
}

static void test_nobody_says_for_the_service_that_a_quote_was_found(void **state)
{
    (void)state;
    struct taken taken;
    take(&taken, (struct record_sent){.type = RECORD_CLAIM,
                                      .body = TEXT(CLAIM_HEAD CLAIM_SUBJECT CLAIM_REST CITATION("\"text\"", "true")),
                                      .current = TEXT(CLAIM_HEAD CLAIM_SUBJECT CLAIM_REST CITATION("null", "false"))});
    assert_int_equal(taken.err, ERR_INVALID_RECORD);
    assert_fault(&taken, "/citations/0/verified_how", FAULT_BROKEN_RULE);
    arena_deinit(&taken.arena);
    take(&taken,
         (struct record_sent){.type = RECORD_CLAIM,
                              .body = TEXT(CLAIM_HEAD CLAIM_SUBJECT CLAIM_REST CITATION("\"declared\"", "false")),
                              .current = TEXT(CLAIM)});
    assert_int_equal(taken.err, ERR_INVALID_RECORD);
    assert_fault(&taken, "/citations/0/verified", FAULT_READ_ONLY);
    arena_deinit(&taken.arena);
}

#define NAME(text)                                                                                                     \
    "{\"text\":\"" text "\",\"language\":\"en\",\"kind\":\"alias\",\"used_by\":null,\"seen_in\":null,\"note\":null}"
#define ACTOR(names)                                                                                                   \
    "{\"id\":\"" A "\",\"revision\":1,\"slug\":\"acme\",\"kind\":\"company\",\"name\":\"Acme\",\"language\":\"en\","   \
    "\"country\":null,\"description\":null,\"description_language\":null,\"names\":[" names "],\"links\":[],"          \
    "\"external_ids\":[],\"claims_against_count\":0,\"claims_by_count\":0,\"collection\":null,\"key\":null}"

static void test_names_that_others_add_stay_theirs(void **state)
{
    (void)state;
    struct taken taken;
    const struct record_sent sent = {.type = RECORD_ACTOR,
                                     .body = TEXT(ACTOR(NAME("Own") "," NAME("Theirs") "," NAME("New"))),
                                     .current = TEXT(ACTOR(NAME("Own") "," NAME("Theirs"))),
                                     .own_names = 1};
    take(&taken, sent);
    assert_has(&taken, "\"text\":\"Own\"");
    assert_has(&taken, "\"text\":\"New\"");
    assert_null(memmem(taken.ready.body.ptr, taken.ready.body.len, "Theirs", 6));
    arena_deinit(&taken.arena);
    struct record_sent patch = sent;
    patch.patch = true;
    patch.body = TEXT("{\"country\":\"FR\"}");
    take(&taken, patch);
    assert_has(&taken, "\"text\":\"Own\"");
    assert_has(&taken, "\"country\":\"FR\"");
    assert_null(memmem(taken.ready.body.ptr, taken.ready.body.len, "Theirs", 6));
    arena_deinit(&taken.arena);
}

static void test_the_address_names_a_new_record(void **state)
{
    (void)state;
    struct taken taken;
    struct record_sent sent = {
        .type = RECORD_ACTOR,
        .body = TEXT("{\"kind\":\"company\",\"name\":\"Acme\",\"language\":\"en\",\"created_at\":null}"),
        .slug = TEXT("acme")};
    take(&taken, sent);
    assert_has(&taken, "\"slug\":\"acme\"");
    assert_true(text_equal(taken.ready.slug, TEXT("acme")));
    assert_null(taken.ready.id.ptr);
    arena_deinit(&taken.arena);
    sent.body = TEXT("{\"kind\":\"company\",\"name\":\"Acme\",\"language\":\"en\",\"slug\":\"other\"}");
    take(&taken, sent);
    assert_int_equal(taken.err, ERR_INVALID_RECORD);
    assert_fault(&taken, "/slug", FAULT_CONFLICT);
    arena_deinit(&taken.arena);
}

static void test_what_is_no_record(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        enum err err;
    } cases[] = {
        {"{\"a\":", ERR_INVALID_JSON}, {"[]", ERR_INVALID_RECORD}, {"\"x\"", ERR_INVALID_JSON}, {"", ERR_INVALID_JSON}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct taken taken;
        take(&taken, (struct record_sent){.type = RECORD_ACTOR, .body = text_of(cases[i].body)});
        assert_int_equal(taken.err, cases[i].err);
        assert_fault(&taken, "", FAULT_MALFORMED);
        arena_deinit(&taken.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_read_can_be_written),
        cmocka_unit_test(test_all_faults_at_once),
        cmocka_unit_test(test_what_the_service_keeps_is_not_changed),
        cmocka_unit_test(test_a_slug_beside_a_new_id_is_looked_up),
        cmocka_unit_test(test_a_patch_changes_what_it_names),
        cmocka_unit_test(test_nobody_says_for_the_service_that_a_quote_was_found),
        cmocka_unit_test(test_names_that_others_add_stay_theirs),
        cmocka_unit_test(test_the_address_names_a_new_record),
        cmocka_unit_test(test_what_is_no_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
