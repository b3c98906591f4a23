-- Gives the staged lines their records and their references their targets; what is wrong comes back.
-- At most `limit` rows: more are counted by the caller, not read.
\set import '00000000-0000-4000-8000-000000000000'
\set limit 1000
select line, pointer, code, detail, null::text[] as suggestions, count(*) over () as total --? identify
  from claimd.import_identify(:'import'::uuid) --? identify
--! select line, pointer, code, detail, suggestions, count(*) over () as total --? !identify
--!   from claimd.import_resolve(:'import'::uuid) --? !identify
 order by line, pointer
 limit :'limit'::integer;
