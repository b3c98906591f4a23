-- How far an import of this content is, or else of another content under this name.
\set content '\\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
\set name '/a/file'
select lines, ended, content_sha256 = :'content'::bytea as same
  from claimd.import_progress
 where content_sha256 = :'content'::bytea or name = :'name'
 order by same desc
 limit 1;
