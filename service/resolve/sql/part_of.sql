-- Puts an incident under a wider one; the slugs that values name where not just one, so that the reason can be told.
\set narrow 'barracuda-esg'
\set wide 'microsoft-exchange-2021'
\set label 'Ann Example'
\set reason ''
with named as materialized (
    select array(select id from claimd.resolve_incident(:'narrow')) as narrow,
           array(select id from claimd.resolve_incident(:'wide')) as wide)
select cardinality(narrow) as narrow, cardinality(wide) as wide,
       case when cardinality(narrow) = 1 and cardinality(wide) = 1
            then claimd.likeness_part_of(narrow[1], wide[1], :'label', nullif(:'reason', '')) end as changed
  from named;
