-- What answers a claim, what answers that, and so on: live counter-claims, each once for every statement that it
-- contradicts, and the live endorsements of the claim. The nearest first, so that a cap cuts the farthest.
\set claim 0d6c0f0e-5b0e-4d3a-9a55-0a1c3a7d2f11
\set depth 30
\set limit 501
with recursive answer (id, target, depth) as (
    select answering.counter_claim, answering.target, 1
      from claimd.counter_target as answering
      join claimd.claim_state as state on state.statement = answering.counter_claim and state.status >= 'disputed'
     where answering.target = :'claim'::uuid
     union
    select answering.counter_claim, answering.target, answer.depth + 1
      from answer
     -- Looked up one by one: the planner takes an answer for as common as all counter-claims.
     cross join lateral (select * from claimd.counter_target as found where found.target = answer.id offset 0) as answering
     cross join lateral (select * from claimd.claim_state as found where found.statement = answering.counter_claim limit 1) as state
     where answer.depth < :'depth'::int and state.status >= 'disputed'
)
select listed.type, listed.id, listed.target, listed.depth
  from (select 'counter_claim' as type, answer.id, answer.target, min(answer.depth) as depth
          from answer
         group by answer.id, answer.target
         union all
        select 'endorsement', backing.endorsement, backing.target, 1
          from claimd.endorsement_target as backing
         where backing.target = :'claim'::uuid) as listed
 cross join lateral (select * from claimd.claim_state as found where found.statement = listed.id limit 1) as state
 where state.status >= 'disputed'
 order by listed.depth, state.claimed_from nulls last, listed.id, listed.target
 limit :'limit'::int;
