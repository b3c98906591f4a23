/* Who did it, as ATT&CK has it: attributed-to. */
#include <stdio.h>

#include "formats/attack_private.h"

/* STIX 2.1, appendix A: None, Low, Med, High. None is no statement of how sure somebody is. */
static void write_confidence(struct attack *attack, const json_t *object)
{
    const json_t *number = json_object_get(object, "confidence");
    json_int_t score = json_is_integer(number) ? json_integer_value(number) : 0;
    bool stated = score > 0 && score <= 100;
    json_write_key(&attack->json, "confidence");
    json_write_object_begin(&attack->json);
    json_write_pair(&attack->json, "level",
                    !stated       ? TEXT("unstated")
                    : score < 30  ? TEXT("low")
                    : score <= 69 ? TEXT("moderate")
                                  : TEXT("high"));
    if (stated) {
        json_write_key(&attack->json, "score");
        json_write_int(&attack->json, score);
        json_write_pair(&attack->json, "scale", TEXT("none-low-med-high"));
    }
    json_write_object_end(&attack->json);
}

static void write_citations(struct attack *attack, const json_t *object)
{
    struct text words = json_input_text(object, "description");
    json_t *cited = json_object();
    char key[ATTACK_KEY_SIZE];
    json_write_key(&attack->json, "citations");
    json_write_array_begin(&attack->json);
    json_write_object_begin(&attack->json);
    attack_ref(attack, "source", TEXT("bundle"));
    json_write_pair(&attack->json, "form", TEXT("reference"));
    json_write_object_end(&attack->json);
    for (size_t at = 0; attack_citation(attack, words, &at, key);) {
        if (json_object_get(cited, key))
            continue;
        if (json_object_set_new(cited, key, json_true()) != 0)
            break;
        json_write_object_begin(&attack->json);
        attack_ref(attack, "source", text_of(key));
        json_write_pair(&attack->json, "form", TEXT("reference"));
        json_write_object_end(&attack->json);
    }
    json_write_array_end(&attack->json);
    json_decref(cited);
}

/* `what` happened or acts, `who` is held responsible. */
static enum err write_claim(struct attack *attack, const json_t *object, const json_t *what, const json_t *who)
{
    bool incident = text_equal(json_input_text(what, "type"), TEXT("campaign"));
    struct text created = json_input_text(object, "created");
    enum err err = attack_references(attack, object);
    if (err)
        return err;
    BUF_CLEANUP struct buf statement;
    buf_init(&statement, 2000);
    buf_format(&statement, "ATT&CK attributes %.*s to %.*s.", TEXT_ARG(json_input_text(what, "name")),
               TEXT_ARG(json_input_text(who, "name")));
    attack_begin(attack, "claim", json_input_text(object, "id"));
    json_write_key(&attack->json, "claimants");
    json_write_array_begin(&attack->json);
    attack_ref(attack, NULL, attack->maker);
    json_write_array_end(&attack->json);
    json_write_key(&attack->json, "actors");
    json_write_array_begin(&attack->json);
    attack_ref(attack, NULL, json_input_text(who, "id"));
    json_write_array_end(&attack->json);
    json_write_key(&attack->json, "subject");
    json_write_object_begin(&attack->json);
    json_write_pair(&attack->json, "type", incident ? TEXT("incident") : TEXT("actor"));
    attack_ref(attack, incident ? "incident" : "actor", json_input_text(what, "id"));
    json_write_object_end(&attack->json);
    json_write_pair(&attack->json, "statement", buf_view(&statement));
    json_write_pair(&attack->json, "language", TEXT("en"));
    if (created.len >= 10) {
        json_write_pair(&attack->json, "claimed_on", (struct text){created.ptr, 10});
        json_write_pair(&attack->json, "date_basis", TEXT("inferred"));
        json_write_pair(&attack->json, "date_note", TEXT("the day on which ATT&CK made the relationship"));
    }
    write_confidence(attack, object);
    json_write_pair(&attack->json, "basis", TEXT("unstated"));
    write_citations(attack, object);
    return attack_made(attack);
}

static bool is_actor(const json_t *object)
{
    struct text type = json_input_text(object, "type");
    return text_equal(type, TEXT("intrusion-set")) || text_equal(type, TEXT("identity"));
}

enum err attack_relationship(struct attack *attack, const json_t *object)
{
    struct text type = json_input_text(object, "relationship_type");
    const json_t *from = attack_object(attack, json_input_text(object, "source_ref"));
    const json_t *to = attack_object(attack, json_input_text(object, "target_ref"));
    /* The revoked group says itself into which it is merged. */
    if (text_equal(type, TEXT("revoked-by")) && from && to)
        return attack->out->merged(attack->out->context, &attack->place);
    if (!text_equal(type, TEXT("attributed-to")))
        return attack_pass(attack, TEXT("other-relationship"), type);
    if (!from || !to)
        return attack_refuse(attack, TEXT("unknown-reference"),
                             TEXT("source_ref and target_ref are objects of the bundle"));
    if (attack_is(object, "revoked") || attack_is(object, "x_mitre_deprecated"))
        return attack_pass(attack, TEXT("withdrawn"), json_input_text(object, "id"));
    bool incident = text_equal(json_input_text(from, "type"), TEXT("campaign"));
    if (!(incident || is_actor(from)) || !is_actor(to) || !json_input_text(from, "name").ptr ||
        !json_input_text(to, "name").ptr)
        return attack_refuse(attack, TEXT("wrong-type"),
                             TEXT("attributed-to leads from a campaign or a group to a group or an identity"));
    if (!attack->maker.ptr)
        return attack_refuse(attack, TEXT("required"), TEXT("the bundle has no identity that attributes"));
    return write_claim(attack, object, from, to);
}
