-- What is left to people, the likeliest first, with both sides and what they have in common.
select likeness.id, likeness.type::text, likeness.rule, likeness.against,
       array(select coalesce(item ->> 'one', '') || coalesce(nullif(' / ' || (item ->> 'other'), ' / ' || (item ->> 'one')), '')
                    || case when (item ->> 'sole')::boolean then '' else ' (borne by several)' end
               from jsonb_array_elements(coalesce(likeness.evidence -> 'names', '[]')) as item) as names,
       array(select item ->> 'scheme' || ' ' || (item ->> 'value')
               from jsonb_array_elements(coalesce(likeness.evidence -> 'ids', '[]')) as item) as ids,
       array(select jsonb_array_elements_text(coalesce(likeness.evidence -> 'words', '[]'))) as words,
       array(select jsonb_array_elements_text(coalesce(likeness.evidence -> 'accused', '[]'))) as accused,
       one.id as one_id, one.slug as one_slug, one.name as one_name, one.about as one_about,
       one.collections as one_collections,
       other.id as other_id, other.slug as other_slug, other.name as other_name, other.about as other_about,
       other.collections as other_collections
  from claimd.likeness
  join lateral (
    select actor.id, actor.slug, actor.name, concat_ws(', ', actor.kind::text, actor.country) as about,
           array(select distinct coalesce(collection.slug, 'by hand')
                   from claimd.likeness_member as member left join claimd.collection on collection.id = member.collection
                  where member.root = actor.id order by 1) as collections
      from claimd.actor where actor.id = likeness.one
     union all
    select incident.id, incident.slug, incident.name, concat_ws(' to ', incident.started_on, incident.ended_on),
           array(select coalesce(collection.slug, 'by hand') from claimd.record left join claimd.collection on collection.id = record.collection
                  where record.id = incident.id)
      from claimd.incident where incident.id = likeness.one) as one on true
  join lateral (
    select actor.id, actor.slug, actor.name, concat_ws(', ', actor.kind::text, actor.country) as about,
           array(select distinct coalesce(collection.slug, 'by hand')
                   from claimd.likeness_member as member left join claimd.collection on collection.id = member.collection
                  where member.root = actor.id order by 1) as collections
      from claimd.actor where actor.id = likeness.other
     union all
    select incident.id, incident.slug, incident.name, concat_ws(' to ', incident.started_on, incident.ended_on),
           array(select coalesce(collection.slug, 'by hand') from claimd.record left join claimd.collection on collection.id = record.collection
                  where record.id = incident.id)
      from claimd.incident where incident.id = likeness.other) as other on true
 order by likeness.type, likeness.strength,
          jsonb_array_length(coalesce(likeness.evidence -> 'names', likeness.evidence -> 'words', '[]')) desc, likeness.id;
