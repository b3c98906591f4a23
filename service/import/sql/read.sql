-- The staged lines of a range with what their references mean. A range, not a LIMIT: the references of every line behind
-- `after` would be looked up before the sort.
\set import '00000000-0000-4000-8000-000000000000'
\set after 0
\set until 100
-- Texts come only for lines that bring one along or cite a source whose text is on file: the function is strict, and not
-- called for others.
select line, record, type, body, pointers, targets, cited.places as cited_places, cited.hashes as cited_hashes,
       cited.texts as cited_texts
  from claimd.import_read(:'import'::uuid) as read
  left join lateral claimd.cited_texts(
       case when strpos(read.body, '"source_text"') > 0 or
                 exists (select from claimd.source_text as on_file
                          where on_file.stored and on_file.source = any (read.targets)) then :'import'::uuid end,
       read.line) as cited on true
 where line > :'after'::integer and line <= :'until'::integer
   -- A header has no body.
   and not exists (select from claimd.import_mark as mark
                    where (mark.import, mark.line) = (:'import'::uuid, read.line) and mark.header)
 order by line;
