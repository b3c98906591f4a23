-- Notes the last line of a batch.
\set content '\\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
\set name '/a/file'
\set line 0
\set ended f
select claimd.import_progressed(:'content'::bytea, :'name', :'line'::integer, :'ended'::boolean) as noted;
