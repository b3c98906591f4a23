-- What became of the lines of a range, where all were written (`written`) or none.
\set import '00000000-0000-4000-8000-000000000000'
\set after 0
\set until 1000
with fate as (
select line, type, record as id, outcome --? written
  from claimd.import_outcome --? written
--! select line, type, id, 'refused' as outcome --? !written
--!   from claimd.import_line --? !written
 where import = :'import'::uuid and line > :'after'::integer and line <= :'until'::integer),
fault as (
select line, '[' || string_agg(fault, ',' order by number) || ']' as faults
  from claimd.import_fault
 where import = :'import'::uuid and line > :'after'::integer and line <= :'until'::integer
 group by line)
select line, fate.type::text as type, fate.id, coalesce(fate.outcome, 'refused') as outcome,
       coalesce(fault.faults, '[]') as faults
  from fate full join fault using (line)
 order by line;
