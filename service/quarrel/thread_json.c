#include "quarrel/thread_json.h"

#include <string.h>

static void write_endorsements(const struct thread *thread, struct json_writer *json)
{
    json_write_key(json, "endorsements");
    json_write_array_begin(json);
    for (size_t i = 0; i < thread->count; i++)
        if (thread->places[i].endorsement && thread->places[i].json.ptr != NULL)
            json_write_raw(json, thread->places[i].json);
    json_write_array_end(json);
}

static void tell(struct thread *thread, const struct thread_place *place)
{
    for (size_t i = 0; i < thread->count; i++)
        if (strcmp(thread->places[i].id, place->id) == 0)
            thread->places[i].told = true;
}

static void begin_node(struct json_writer *json, const struct thread_place *place, bool repeated)
{
    json_write_object_begin(json);
    json_write_pair(json, "type", TEXT("counter_claim"));
    json_write_pair(json, "id", text_of(place->id));
    json_write_key(json, "repeated");
    json_write_bool(json, repeated);
}

/* The next answer to `target` from `at` on; `thread->count` where there is none. */
static size_t next_answer(const struct thread *thread, const char *target, size_t at)
{
    while (at < thread->count && (thread->places[at].endorsement || thread->places[at].json.ptr == NULL ||
                                  strcmp(thread->places[at].target, target) != 0))
        at++;
    return at;
}

static void write_answers(struct thread *thread, struct json_writer *json)
{
    struct {
        const char *target;
        size_t next;
    } levels[THREAD_DEPTH + 1] = {{.target = thread->id}};
    size_t depth = 0;
    json_write_key(json, "answers");
    json_write_array_begin(json);
    for (;;) {
        size_t at = next_answer(thread, levels[depth].target, levels[depth].next);
        levels[depth].next = at + 1;
        if (at >= thread->count) {
            json_write_array_end(json);
            if (depth == 0)
                return;
            json_write_object_end(json);
            depth--;
            continue;
        }
        struct thread_place *place = &thread->places[at];
        /* Met by a way that is too long, it has another place nearer by. */
        bool repeated = place->told || depth == THREAD_DEPTH;
        begin_node(json, place, repeated);
        if (repeated) {
            json_write_object_end(json);
            continue;
        }
        tell(thread, place);
        json_write_key(json, "statement");
        json_write_raw(json, place->json);
        json_write_key(json, "answers");
        json_write_array_begin(json);
        levels[++depth].target = place->id;
        levels[depth].next = 0;
    }
}

static size_t different_answers(const struct thread *thread)
{
    size_t count = 0;
    for (size_t i = 0; i < thread->count; i++) {
        bool first = !thread->places[i].endorsement;
        for (size_t j = 0; first && j < i; j++)
            first = strcmp(thread->places[j].id, thread->places[i].id) != 0;
        count += first;
    }
    return count;
}

static void write_meta(const struct thread *thread, struct json_writer *json)
{
    json_write_key(json, "meta");
    json_write_object_begin(json);
    if (thread->as_of.ptr != NULL)
        json_write_pair(json, "as_of", thread->as_of);
    if (thread->known_on.ptr != NULL)
        json_write_pair(json, "known_on", thread->known_on);
    json_write_key(json, "answers");
    json_write_int(json, (int64_t)different_answers(thread));
    json_write_key(json, "complete");
    json_write_bool(json, !thread->cut);
    json_write_key(json, "warnings");
    json_write_array_begin(json);
    if (thread->cut) {
        json_write_object_begin(json);
        json_write_pair(json, "code", TEXT("thread-cut"));
        json_write_pair(json, "detail",
                        TEXT("More answers are on record than a thread shows: at most 500, twelve levels deep. "
                             "/v1/claims/{id}/counter-claims and /v1/counter-claims?claim= list them all."));
        json_write_object_end(json);
    }
    json_write_array_end(json);
    envelope_write_licences(&thread->drawn, json);
    json_write_object_end(json);
}

void thread_write(struct thread *thread, struct json_writer *json)
{
    json_write_object_begin(json);
    json_write_key(json, "data");
    json_write_object_begin(json);
    json_write_pair(json, "type", TEXT("claim"));
    json_write_key(json, "statement");
    json_write_raw(json, thread->claim);
    write_endorsements(thread, json);
    write_answers(thread, json);
    json_write_object_end(json);
    write_meta(thread, json);
    json_write_object_end(json);
}
