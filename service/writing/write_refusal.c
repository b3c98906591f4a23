#include "claimd/uuid.h"
#include "writing/write_private.h"

/* What the tables hold that no single record shows. */
static const struct rule {
    const char *constraint;
    const char *pointer; /* of the field, or of the list that has it */
    enum err err;
    const char *detail;
} rules[] = {
    {"record_pkey", "/id", ERR_CONFLICT, "There is a record with this id already."},
    {"record_collection_key_key", "/key", ERR_CONFLICT, "The key is taken in this collection."},
    {"actor_slug_key", "/slug", ERR_CONFLICT, "The slug is taken by another actor."},
    {"incident_slug_key", "/slug", ERR_CONFLICT, "The slug is taken by another incident."},
    {"source_slug_key", "/slug", ERR_CONFLICT, "The slug is taken by another source."},
    {"actor_state_country_key", "/country", ERR_CONFLICT, "Another actor is the state of this country."},
    {"record_reference_stands", "", ERR_INVALID_RECORD,
     "The record that is named was retracted; restore it, or name another."},
    {"counter_target_other", "/counters", ERR_INVALID_RECORD, "A counter-claim cannot counter itself."},
    {"counter_target_no_loop", "/counters", ERR_INVALID_RECORD,
     "The counter-claim would counter itself, by way of others."},
    {"counter_target_once", "/counters", ERR_INVALID_RECORD, "The list has this record already."},
    {"endorsement_target_once", "/endorses", ERR_INVALID_RECORD, "The list has this record already."},
    {"statement_supersedes_other", "/supersedes", ERR_INVALID_RECORD, "A statement cannot supersede itself."},
    {"statement_supersedes_acyclic", "/supersedes", ERR_INVALID_RECORD,
     "The statement would supersede itself, by way of others."},
    {"statement_supersedes_fkey", "/supersedes", ERR_INVALID_RECORD,
     "A statement supersedes one of the same type only."},
    {"actor_link_target_other", "/links", ERR_INVALID_RECORD, "An actor has no link to itself."},
    {"actor_link_part_of_acyclic", "/links", ERR_INVALID_RECORD,
     "The actor would be part of itself, by way of others; dates do not matter here."},
    {"actor_link_national_of_state", "/links", ERR_INVALID_RECORD, "Only of a state can somebody be a national."},
    {"actor_merged_into_other", "/merged_into", ERR_INVALID_RECORD, "An actor cannot be merged into itself."},
    {"actor_merged_into_acyclic", "/merged_into", ERR_INVALID_RECORD,
     "The actor would be merged into itself, by way of others."},
    {"actor_merged_into_scope", "/merged_into", ERR_FORBIDDEN,
     "To merge actors, or to set them apart, needs a key with the scope moderate."},
    {"actor_merged_into_state", "/merged_into", ERR_INVALID_RECORD, "A state is merged into a state only."},
    {"actor_name_folds", "/names", ERR_INVALID_RECORD, "A name has a letter or a digit."},
    {"incident_name_folds", "/names", ERR_INVALID_RECORD, "A name has a letter or a digit."},
    {"incident_part_of_other", "/part_of", ERR_INVALID_RECORD, "An incident cannot be part of itself."},
    {"incident_part_of_acyclic", "/part_of", ERR_INVALID_RECORD,
     "The incident would be part of itself, by way of others."},
    {"citation_stands_in_text", "/citations", ERR_CONFLICT,
     "The text of a source was replaced in this moment; send the record again."},
    {"source_text_agrees", "/text_sha256", ERR_INVALID_RECORD,
     "A text with another hash or length is on file; put the new text to the source's /text."},
    {"citation_verified_against_text", "/citations", ERR_INVALID_RECORD,
     "A quote is verified only against a text whose hash its source records, and within its length."},
};

/* The same constraint seen from the other record that it ties. */
static const struct rule from_behind[] = {
    {"actor_link_national_of_state", "/kind", ERR_INVALID_RECORD, "Actors are nationals of it, so it stays a state."},
    {"citation_verified_against_text", "/text_sha256", ERR_INVALID_RECORD,
     "Quotes were verified against the text with the hash that is on record. Put the new text to the source's /text, "
     "where they are looked for again."},
};

static const struct rule *find(const struct rule *table, size_t count, struct text constraint)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(constraint, text_of(table[i].constraint)))
            return &table[i];
    return NULL;
}

static const struct rule *rule_of(const struct refusal *refusal)
{
    if (text_equal(refusal->table, TEXT("actor")) || text_equal(refusal->table, TEXT("source"))) {
        const struct rule *behind = find(from_behind, sizeof from_behind / sizeof *from_behind, refusal->constraint);
        if (behind)
            return behind;
    }
    return find(rules, sizeof rules / sizeof *rules, refusal->constraint);
}

/* The reference below the rule's field that the database's words name, else the field itself. */
static struct text pointer_of(const struct write *write, const struct rule *rule, const struct refusal *refusal)
{
    for (size_t i = 0; i < write->ready.reference_count; i++) {
        const struct record_reference *reference = &write->ready.references[i];
        if (reference->beside.ptr == NULL && text_starts(reference->pointer, text_of(rule->pointer)) &&
            reference->meaning.len > 0 &&
            (text_has(refusal->message, reference->meaning) || text_has(refusal->detail, reference->meaning)) &&
            !text_equal(reference->meaning, text_of(write->id)))
            return reference->pointer;
    }
    return text_of(rule->pointer);
}

enum err write_refused(struct write *write, struct request *request, const struct refusal *refusal)
{
    struct text state = text_of(refusal->sqlstate);
    if (text_equal(state, TEXT(LOCK_NOT_AVAILABLE)))
        return ERR_OVERLOADED;
    if (text_equal(state, TEXT("CD412")))
        return write_fault(request, write->revision > 0 ? ERR_PRECONDITION_FAILED : ERR_CONFLICT, FAULT_CONFLICT,
                           TEXT(""), TEXT("The record was changed in this moment; get it again."));
    const struct rule *rule = rule_of(refusal);
    if (rule)
        return write_fault(request, rule->err, rule->err == ERR_CONFLICT ? FAULT_CONFLICT : FAULT_BROKEN_RULE,
                           pointer_of(write, rule, refusal), text_of(rule->detail));
    if (text_starts(state, TEXT("22")) || text_starts(state, TEXT("23")))
        return write_fault(request, ERR_INVALID_RECORD, FAULT_BROKEN_RULE, TEXT(""),
                           TEXT("The record breaks a rule that the database holds."));
    return ERR_INTERNAL;
}
