-- Writes what the collections say otherwise than before, and counts. `complete`: the collections that this is all of.
\set import '00000000-0000-4000-8000-000000000000'
\set label 'claimd import'
\set key ''
\set complete '{}'
select type, created, updated, unchanged, missing, found
  from claimd.import_take(:'import'::uuid, :'complete'::text[], :'label', nullif(:'key', '')::uuid);
