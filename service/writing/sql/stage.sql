-- Stages one record: a row for each fault, then one with the record that it is, what its references mean, and the texts
-- that its quotes can be checked against.
\set type actor
\set pointers '{}'
\set kinds '{}'
\set named '{}'
select staged.import, staged.record, staged.revision, staged.retracted, staged.withheld, staged.head, staged.pointers,
       staged.targets, staged.pointer, staged.code, staged.detail, staged.suggestions,
       cited.places as cited_places, cited.hashes as cited_hashes, cited.texts as cited_texts
  from claimd.write_stage(:'type'::claimd.record_type, :'id'::uuid, :'collection', :'key', :'slug', :'body',
       :'pointers'::text[], :'kinds'::text[], :'named'::text[]) as staged
  left join lateral claimd.cited_texts(staged.import, 1) as cited on staged.record is not null;
