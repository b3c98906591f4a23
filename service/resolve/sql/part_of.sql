-- Puts an incident under a wider one; how many incidents each value names where not just one, and under which other the
-- narrower stands already, so that the reason can be told.
\set narrow 'barracuda-esg'
\set wide 'microsoft-exchange-2021'
\set label 'Ann Example'
\set reason ''
with named as materialized (
    select array(select id from claimd.resolve_incident(:'narrow')) as narrow,
           array(select id from claimd.resolve_incident(:'wide')) as wide),
held as materialized (
    select named.*, coalesce((select above.slug from claimd.incident join claimd.incident as above on above.id = incident.part_of
                      where incident.id = narrow[1] and above.id <> wide[1]), '') as above
      from named)
select cardinality(narrow) as narrow, cardinality(wide) as wide, above,
       case when cardinality(narrow) = 1 and cardinality(wide) = 1 and above = ''
            then claimd.likeness_part_of(narrow[1], wide[1], :'label', nullif(:'reason', '')) end as changed
  from held;
