-- What is left to people, the likeliest first, with both sides, what they have in common and what is claimed of each.
\set about '{00000000-0000-0000-0000-000000000000}'
with asked as materialized (
    select * from claimd.likeness
    --?{ about
     where one = any (:'about'::uuid[]) or other = any (:'about'::uuid[])
    --?}
),
side as materialized (
    select one as id from asked union select other from asked),
member as materialized (
    select likeness_member.* from claimd.likeness_member where root in (select id from side)),
-- Who stands for others has what is claimed of them.
claim as materialized (
    select distinct member.root as id, accused.claim
      from member join claimd.claim_accused as accused on accused.actor = member.actor
     union
    select side.id, claim.id from side join claimd.claim on claim.subject = side.id and claim.incident is not null),
said as materialized (
    select claim.id, min(statement.claimed_on) as first_on,
           (select actor.name from claimd.actor where actor.id = claimant.actor) || ' accuses ' || accused.names as words
      from claim
      join claimd.record on record.id = claim.claim and record.retracted_at is null and record.withheld_at is null
      join claimd.statement on statement.id = claim.claim
      join claimd.statement_claimant as claimant on claimant.statement = claim.claim and claimant.position = 0
     cross join lateral (
        select string_agg(actor.name, ' and ' order by one.position) as names
          from claimd.claim_accused as one join claimd.actor on actor.id = one.actor
         where one.claim = claim.claim) as accused
     group by claim.id, claimant.actor, accused.names),
shown as materialized (
    select side.id,
           coalesce(actor.slug, incident.slug) as slug, coalesce(actor.name, incident.name) as name,
           regexp_replace(split_part(coalesce(actor.description, incident.description), E'\n', 1), '^(.{250}).{2,}$', '\1…') as description,
           case when actor.id is not null then concat_ws(', ', actor.kind::text, actor.country)
                when incident.started_on = incident.ended_on then incident.started_on
                else concat_ws(' to ', incident.started_on, incident.ended_on) end as about,
           array(select distinct coalesce(collection.slug, 'by hand')
                   from member left join claimd.collection on collection.id = member.collection
                  where member.root = actor.id
                 union
                 select coalesce(collection.slug, 'by hand')
                   from claimd.record left join claimd.collection on collection.id = record.collection
                  where record.id = incident.id
                  order by 1) as collections,
           array(select replace(link.type::text, '_', ' ') || ' ' || target.name
                   from claimd.actor_link as link join claimd.actor as target on target.id = link.target
                  where link.actor = actor.id order by link.position) as links,
           array(select words from said where said.id = side.id order by first_on nulls last, words) as said
      from side
      left join claimd.actor on actor.id = side.id
      left join claimd.incident on incident.id = side.id)
select asked.id, asked.type::text, asked.rule, asked.against,
       array(select coalesce(item ->> 'one', '') || coalesce(nullif(' / ' || (item ->> 'other'), ' / ' || (item ->> 'one')), '')
                    || case when (item ->> 'sole')::boolean then '' else ' (borne by several)' end
               from jsonb_array_elements(coalesce(asked.evidence -> 'names', '[]')) as item) as names,
       array(select item ->> 'scheme' || ' ' || (item ->> 'value')
               from jsonb_array_elements(coalesce(asked.evidence -> 'ids', '[]')) as item) as ids,
       array(select jsonb_array_elements_text(coalesce(asked.evidence -> 'words', '[]'))) as words,
       array(select jsonb_array_elements_text(coalesce(asked.evidence -> 'accused', '[]'))) as accused,
       one.id as one_id, one.slug as one_slug, one.name as one_name, one.about as one_about,
       one.collections as one_collections, coalesce(one.description, '') as one_description,
       one.links as one_links, one.said as one_said,
       other.id as other_id, other.slug as other_slug, other.name as other_name, other.about as other_about,
       other.collections as other_collections, coalesce(other.description, '') as other_description,
       other.links as other_links, other.said as other_said
  from asked
  join shown as one on one.id = asked.one
  join shown as other on other.id = asked.other
 order by asked.type, asked.strength,
          jsonb_array_length(coalesce(asked.evidence -> 'names', asked.evidence -> 'words', '[]')) desc, asked.id;
