-- Writes what differs from the record, and counts.
\set import '00000000-0000-4000-8000-000000000000'
\set label 'claimd import'
\set key ''
select type, created, updated, unchanged
  from claimd.import_apply(:'import'::uuid, :'label', nullif(:'key', '')::uuid);
