#include "unit.h"

#include "db/lane_queue.h"

/* The tickets that wait, as letters, both ways of counting agreeing. */
static void check(const struct lane_queue *queue, const struct lane_ticket *tickets, const char *letters)
{
    BUF_CLEANUP struct buf found;
    buf_init(&found, 100);
    for (const struct lane_ticket *at = queue->first; at != NULL; at = at->next) {
        assert_ptr_equal(at->queue, queue);
        buf_char(&found, (char)('a' + (at - tickets)));
    }
    assert_buf(&found, letters);
    assert_int_equal(queue->count, found.len);
    assert_null(*queue->last);
}

static void test_order(void **state)
{
    (void)state;
    struct lane_ticket tickets[4] = {0};
    struct lane_queue queue;
    lane_queue_init(&queue);
    check(&queue, tickets, "");
    lane_queue_push(&queue, &tickets[0]);
    lane_queue_push(&queue, &tickets[1]);
    lane_queue_push_front(&queue, &tickets[2]);
    lane_queue_push(&queue, &tickets[3]);
    check(&queue, tickets, "cabd");
    lane_queue_remove(&tickets[3]); /* the last */
    check(&queue, tickets, "cab");
    lane_queue_push(&queue, &tickets[3]);
    lane_queue_remove(&tickets[0]); /* from the middle */
    check(&queue, tickets, "cbd");
    lane_queue_remove(&tickets[2]); /* the first */
    check(&queue, tickets, "bd");
    assert_null(tickets[2].queue);
    lane_queue_remove(&tickets[1]);
    lane_queue_remove(&tickets[3]);
    check(&queue, tickets, "");
    lane_queue_push_front(&queue, &tickets[1]);
    lane_queue_push(&queue, &tickets[2]);
    check(&queue, tickets, "bc");
    assert_ptr_equal(lane_queue_pop(&queue), &tickets[1]);
    assert_null(tickets[1].queue);
    check(&queue, tickets, "c");
    assert_ptr_equal(lane_queue_pop(&queue), &tickets[2]);
    check(&queue, tickets, "");
    lane_queue_push(&queue, &tickets[0]);
    check(&queue, tickets, "a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
