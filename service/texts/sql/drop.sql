-- Takes a text away, but for its hash.
\set source '00000000-0000-4000-8000-000000000000'
select claimd.source_text_drop(:'source'::uuid, :'api_key'::uuid) as dropped;
