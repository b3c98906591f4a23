-- Withholds a record, or the body of one revision.
\set record '00000000-0000-4000-8000-000000000000'
\set reason 'By order of a court'
\set delete false
\set api_key '00000000-0000-4000-8000-000000000000'
select claimd.withhold(:'record'::uuid, :'revision'::int, :'reason', :'delete'::boolean, :'api_key'::uuid,
       :'expected'::int) as bodies;
