-- Writes the record that was staged.
\set import '00000000-0000-4000-8000-000000000000'
\set record '00000000-0000-4000-8000-000000000000'
\set type actor
\set label nobody
select applied.outcome
  from claimd.write_apply(:'import'::uuid, :'record'::uuid, :'type'::claimd.record_type, :'body', :'salt'::bytea,
       :'hash'::bytea, :'expected'::int, :'label', :'api_key'::uuid) as applied;
