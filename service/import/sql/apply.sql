-- Writes what differs from the record, and counts.
select type, created, updated, unchanged
  from claimd.import_apply(:'import'::uuid, :'label');
