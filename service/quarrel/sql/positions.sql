-- Who takes which side over an incident and its parts: a row for each actor, stance and counterpart, with the live
-- statements in which he takes it. `accused` rows tell who accuses an actor, whether he spoke or not. Actors that were
-- merged stand as one. Nothing tells the planner how few statements an incident has: whatever is looked up by its id is a
-- lateral join that has no other way, where a plain one would read all statements.
\set incident 0d6c0f0e-5b0e-4d3a-9a55-0a1c3a7d2f11
with recursive part (id) as (
    select :'incident'::uuid
     union
    select narrower.id from part join claimd.incident as narrower on narrower.part_of = part.id
),
accusation as materialized (
    select claim.id, state.claimants, state.accused
      from part
     cross join lateral (select * from claimd.claim where claim.subject = part.id offset 0) as claim
     cross join lateral (select * from claimd.claim_state as found where found.statement = claim.id limit 1) as state
     where state.status >= 'disputed'
),
answer (id, target) as (
    select answering.counter_claim, answering.target
      from accusation
     cross join lateral (select * from claimd.counter_target as found where found.target = accusation.id offset 0) as answering
     cross join lateral (select * from claimd.claim_state as found where found.statement = answering.counter_claim limit 1) as state
     where state.status >= 'disputed'
     union
    select answering.counter_claim, answering.target
      from answer
     cross join lateral (select * from claimd.counter_target as found where found.target = answer.id offset 0) as answering
     cross join lateral (select * from claimd.claim_state as found where found.statement = answering.counter_claim limit 1) as state
     where state.status >= 'disputed'
),
said as (
    select speaker as actor, 'accuses' as position, null::text as stance, other, accusation.id
      from accusation
     cross join unnest(accusation.claimants) as speaker
     cross join unnest(accusation.accused) as other
     union all
    select speaker, 'accused', null, other, accusation.id
      from accusation
     cross join unnest(accusation.accused) as speaker
     cross join unnest(accusation.claimants) as other
     union all
    select speaker, 'answers', counter_claim.stance::text, other, answer.id
      from answer
     cross join lateral (select * from claimd.counter_claim as found where found.id = answer.id limit 1) as counter_claim
     cross join lateral (select * from claimd.claim_state as found where found.statement = answer.id limit 1) as state
     cross join lateral (select * from claimd.claim_state as found where found.statement = answer.target limit 1) as answered
     cross join unnest(state.claimants) as speaker
     cross join unnest(answered.claimants) as other
     union all
    select speaker, 'backs', endorsement.stance::text, other, endorsement.id
      from accusation
     cross join lateral (select * from claimd.endorsement_target as found where found.target = accusation.id offset 0) as backing
     cross join lateral (select * from claimd.endorsement as found where found.id = backing.endorsement limit 1) as endorsement
     cross join lateral (select * from claimd.claim_state as found where found.statement = endorsement.id limit 1) as state
     cross join unnest(state.claimants) as speaker
     cross join unnest(accusation.claimants) as other
     where state.status >= 'disputed'
),
stands_for as materialized (
    select named.id, claimd.actor_standing(named.id) as actor
      from (select actor as id from said union select other from said) as named
),
-- One row for a statement, however many of its targets have the same claimant.
standing as (
    select distinct speaker.actor, said.position, said.stance, other.actor as other, said.id
      from said
      join stands_for as speaker on speaker.id = said.actor
      join stands_for as other on other.id = said.other
),
drawn as materialized (
    select array_agg(each.slug order by each.slug) as collections, array_agg(each.licence order by each.slug) as licences,
           array_agg(each.citation order by each.slug) as collection_citations
      from (select distinct collection.slug, collection.licence, collection.citation
              from (select distinct id from standing) as told
             cross join lateral (select * from claimd.record as found where found.id = told.id limit 1) as record
              join claimd.collection on collection.id = record.collection) as each
)
select actor.id as actor_id, actor.slug as actor_slug, actor.name as actor_name, actor.kind as actor_kind,
       standing.position, standing.stance,
       other.id as other_id, other.slug as other_slug, other.name as other_name, other.kind as other_kind,
       array_agg(standing.id order by statement.claimed_from nulls last, standing.id) as statement_ids,
       min(statement.claimed_from) as first_from, max(statement.claimed_to) as last_to,
       drawn.collections, drawn.licences, drawn.collection_citations
  from standing
 cross join lateral (select * from claimd.statement as found where found.id = standing.id limit 1) as statement
 cross join lateral (select * from claimd.actor as found where found.id = standing.actor limit 1) as actor
 cross join lateral (select * from claimd.actor as found where found.id = standing.other limit 1) as other
 cross join drawn
 -- Every column by name: of the past there are views, and a view has no key that the others follow from.
 group by actor.id, actor.slug, actor.name, actor.kind, actor.sort_name, standing.position, standing.stance,
          other.id, other.slug, other.name, other.kind, other.sort_name,
          drawn.collections, drawn.licences, drawn.collection_citations
 order by actor.sort_name, actor.id, standing.position, standing.stance nulls first, other.sort_name, other.id
 limit 10001;
