-- The next staged lines with what their references mean.
\set import '00000000-0000-4000-8000-000000000000'
\set after 0
\set limit 100
select line, record, type, body, pointers, targets
  from claimd.import_read(:'import'::uuid)
 where line > :'after'::integer
 order by line
 limit :'limit'::integer;
