-- Lines whose fields stay as an editor has them, although they bring something else.
\set import '00000000-0000-4000-8000-000000000000'
\set limit 1000
select line, record as id, kept, count(*) over () as total
  from claimd.import_merged
 where import = :'import'::uuid and kept is not null
 order by line
 limit :'limit'::integer;
