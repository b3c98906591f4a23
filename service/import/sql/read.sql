-- The staged lines of a range with what their references mean. A range, not a LIMIT: the references of every line behind
-- `after` would be looked up before the sort.
\set import '00000000-0000-4000-8000-000000000000'
\set after 0
\set until 100
select line, record, type, body, pointers, targets
  from claimd.import_read(:'import'::uuid)
 where line > :'after'::integer and line <= :'until'::integer
 order by line;
