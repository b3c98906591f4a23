-- Stages one record: a row for each fault, then one with the record that it is and what its references mean.
\set type actor
\set pointers '{}'
\set kinds '{}'
\set named '{}'
select staged.import, staged.record, staged.revision, staged.retracted, staged.withheld, staged.head, staged.pointers,
       staged.targets, staged.pointer, staged.code, staged.detail, staged.suggestions
  from claimd.write_stage(:'type'::claimd.record_type, :'id'::uuid, :'collection', :'key', :'slug', :'body',
       :'pointers'::text[], :'kinds'::text[], :'named'::text[]) as staged;
