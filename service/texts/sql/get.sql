-- A source's text.
\set id '00000000-0000-4000-8000-000000000000'
select record.revision, on_file.sha256, on_file.length, claimd.source_text_read(source.id) as text
  from claimd.source
  join claimd.record on record.id = source.id
  join claimd.source_text as on_file on on_file.source = source.id and on_file.stored
 where source.id = :'id'::uuid --? by_id
--!  where source.slug = :'id' --? !by_id
