-- A list of claims against an actor from the records alone, as it would be without derived tables: who counts for the actor
-- is found from it downwards, and what stands is looked up. It shows less than the service's list: no names, no reasons.
-- Two ways, tag by tag: all that fits is gathered and sorted; or the list is walked in its order (walk).
with recursive below (member, valid) as (
    select :'root'::uuid, daterange(null, null)
     union
    select link.actor, below.valid * link.period
      from below join claimd.actor_link as link on link.target = below.member and link.type = 'part_of'
     where below.valid && link.period
),
organ as materialized (select member, range_agg(valid) as valid from below group by member),
attribution as materialized (
    select claim.subject_actor as member, range_agg(organ.valid) as valid
      from organ
      join claimd.claim_accused as accused on accused.actor = organ.member
      join claimd.claim on claim.id = accused.claim
      join claimd.record on record.id = claim.id
     where claim.subject_actor is not null and claim.subject_actor not in (accused.actor, :'root'::uuid)
       and record.retracted_at is null and record.withheld_at is null
       and not exists (select from claimd.statement as newer join claimd.record as heir on heir.id = newer.id
                        where newer.supersedes = claim.id and heir.retracted_at is null)
     group by claim.subject_actor
),
way as materialized (
    select member, case when member = :'root'::uuid then 'self' else 'part_of' end::claimd.reach_via as via, valid from organ
     union all
    select member, 'attributed_to', valid from attribution
     union all
    select actor, 'national_of', range_agg(period) from claimd.actor_link
     where target = :'root'::uuid and type = 'national_of' group by actor
),
page as materialized (
    select statement.id, statement.claimed_from, reached.via
      from claimd.statement
    --?{ !walk
      join (select accused.claim, min(way.via) as via
              from way
              join claimd.claim_accused as accused on accused.actor = way.member
              join claimd.statement as dated on dated.id = accused.claim
               and (dated.claimed_from is null or way.valid && daterange(dated.claimed_from, dated.claimed_to, '[]'))
             group by accused.claim) as reached on reached.claim = statement.id
    --?}
    --?{ walk
    --! cross join lateral (
    --!     select min(way.via) as via
    --!       from claimd.claim_accused as accused join way on way.member = accused.actor
    --!      where accused.claim = statement.id
    --!        and (statement.claimed_from is null
    --!             or way.valid && daterange(statement.claimed_from, statement.claimed_to, '[]'))) as reached
    --?}
      join claimd.record on record.id = statement.id
     where statement.type = 'claim' and record.retracted_at is null and record.withheld_at is null
       and reached.via is not null --? walk
       and not exists (select from claimd.statement as newer join claimd.record as heir on heir.id = newer.id
                        where newer.supersedes = statement.id and heir.retracted_at is null)
    --?{ disputed
       and exists (select from claimd.counter_target as answer
                     join claimd.counter_claim on counter_claim.id = answer.counter_claim and stance <> 'counter_accuses'
                     join claimd.record as counter on counter.id = counter_claim.id
                    where answer.target = statement.id and counter.retracted_at is null and counter.withheld_at is null
                      and not exists (select from claimd.statement as newer join claimd.record as heir on heir.id = newer.id
                                       where newer.supersedes = counter.id and heir.retracted_at is null))
    --?}
       and statement.claimed_from between :'from'::date - 365 and :'to'::date and statement.claimed_to >= :'from'::date --? dates
       and statement.basis = :'basis'::claimd.claim_basis --? basis
       and exists (select from claimd.citation where citation.statement = statement.id and citation.source = :'source'::uuid) --? source
       and (statement.claimed_from, statement.id) < (:'after_key'::date, :'after_id'::uuid) --? after !rising
    --! and (statement.claimed_from, statement.id) > (:'after_key'::date, :'after_id'::uuid) --? after rising
     order by statement.claimed_from desc nulls last, statement.id desc --? !rising
    --! order by statement.claimed_from, statement.id --? rising
     limit 51
)
select page.id, page.claimed_from, page.via, count(counter.id) as counters,
       bool_or(counter_claim.stance <> 'counter_accuses' and counter.id is not null) as disputed
  from page
  left join claimd.counter_target as answer on answer.target = page.id
  left join claimd.counter_claim on counter_claim.id = answer.counter_claim
  left join claimd.record as counter on counter.id = answer.counter_claim
   and counter.retracted_at is null and counter.withheld_at is null
 group by page.id, page.claimed_from, page.via
 order by page.claimed_from desc nulls last, page.id desc --? !rising
--! order by page.claimed_from, page.id --? rising
;
