-- Takes a withholding back.
\set record '00000000-0000-4000-8000-000000000000'
\set reason 'The court has changed its mind'
\set api_key '00000000-0000-4000-8000-000000000000'
select claimd.lift(:'record'::uuid, :'revision'::int, :'reason', :'api_key'::uuid, :'expected'::int) as bodies;
