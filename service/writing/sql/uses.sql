-- A few of the records that rest on one, and how many there are.
\set record '00000000-0000-4000-8000-000000000000'
select record.type, record.id, count(*) over () as total
  from claimd.record
 where record.id in (select uses.id from claimd.record_uses(:'record'::uuid) as uses)
 order by record.type, record.id
 limit 5;
