-- Takes a retraction back; its new revision comes back, or the newest where it is not retracted.
\set record '00000000-0000-4000-8000-000000000000'
\set reason 'Retracted by mistake'
\set label nobody
select claimd.restore(:'record'::uuid, :'reason', :'label', :'api_key'::uuid, :'expected'::int) as revision;
