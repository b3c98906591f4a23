-- Retracts a record; its new revision comes back.
\set record '00000000-0000-4000-8000-000000000000'
\set reason mistaken
\set label nobody
select claimd.retract(:'record'::uuid, :'reason', :'label', :'api_key'::uuid, :'expected'::int) as revision;
