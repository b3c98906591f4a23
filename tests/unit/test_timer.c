#include "unit.h"

#include "loop/timer.h"

#define COUNT 500

/* The same numbers in every run (Knuth's MMIX). */
static unsigned dice(void)
{
    static uint64_t state = 7;
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(state >> 40);
}

struct probe {
    struct timer timer;
    unsigned fired;
};

static uint64_t last_due;

static void fire(struct timer *timer)
{
    assert_false(timer->armed);
    assert_true(timer->due >= last_due);
    last_due = timer->due;
    ((struct probe *)timer)->fired++;
}

static void test_in_order(void **state)
{
    (void)state;
    static struct probe probes[COUNT];
    struct timers timers = {0};
    unsigned expected[COUNT] = {0};
    last_due = 0;
    for (size_t round = 0; round < 4; round++) {
        for (size_t i = 0; i < COUNT; i++) {
            probes[i].timer.fire = fire;
            timer_arm(&timers, &probes[i].timer, last_due + 1 + (uint64_t)(dice() % 1000));
        }
        /* Some move, some leave. */
        for (size_t i = 0; i < COUNT; i += 3)
            timer_arm(&timers, &probes[i].timer, last_due + 1 + (uint64_t)(dice() % 1000));
        for (size_t i = 0; i < COUNT; i += 7)
            timer_disarm(&timers, &probes[i].timer);
        for (size_t i = 0; i < COUNT; i++)
            expected[i] += i % 7 != 0;
        uint64_t half = last_due + 500;
        timers_run(&timers, half);
        assert_true(timers_next(&timers) > half);
        timers_run(&timers, half + 1000);
        assert_int_equal(timers_next(&timers), TIMER_NEVER);
    }
    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(probes[i].fired, expected[i]);
}

static void fire_again(struct timer *timer);

static struct timers chain;

static void fire_again(struct timer *timer)
{
    struct probe *probe = (struct probe *)timer;
    if (++probe->fired < 3)
        timer_arm(&chain, timer, timer->due);
}

static void test_arms_itself_while_firing(void **state)
{
    (void)state;
    struct probe probe = {.timer.fire = fire_again};
    timer_arm(&chain, &probe.timer, 10);
    timers_run(&chain, 9);
    assert_int_equal(probe.fired, 0);
    timers_run(&chain, 10);
    assert_int_equal(probe.fired, 3);
    timer_disarm(&chain, &probe.timer);
    assert_int_equal(timers_next(&chain), TIMER_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_order),
        cmocka_unit_test(test_arms_itself_while_firing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
