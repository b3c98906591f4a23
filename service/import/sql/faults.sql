-- Gives the staged lines their records and their references their targets; what is wrong comes back.
-- At most `limit` rows: more are counted by the caller, not read. With `keep` all are kept for the report of every line.
-- `beyond` is said of what is not found.
\set import '00000000-0000-4000-8000-000000000000'
\set limit 1000
\set beyond ''
with found as materialized (
select line, pointer, code, detail, null::text[] as suggestions --? identify
  from claimd.import_identify(:'import'::uuid) --? identify
--! select line, pointer, code, --? !identify
--!        detail || case code when 'unknown-reference' then :'beyond' else '' end as detail, suggestions --? !identify
--!   from claimd.import_refer(:'import'::uuid) --? !identify
)
--! , kept as ( --? keep
--! insert into claimd.import_fault (import, line, fault) --? keep
--! select :'import'::uuid, line, --? keep
--!        format('{"pointer":%s,"code":%s,"detail":%s,"allowed":null,"suggestions":%s}', to_json(pointer), to_json(code), --? keep
--!               to_json(detail), to_json(coalesce(suggestions, '{}'))) --? keep
--!   from found order by line, pointer) --? keep
select line, pointer, code, detail, suggestions, count(*) over () as total
  from found
 order by line, pointer
 limit :'limit'::integer;
