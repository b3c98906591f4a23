-- Keeps a text, or its hash alone, and writes the source's next revision where there is a body for it.
\set source '00000000-0000-4000-8000-000000000000'
\set expected 1
\set sha256 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
\set length 1
\set label nobody
select claimd.source_text_put(:'source'::uuid, :'expected'::int, :'sha256', :'length'::int, :'text', :'api_key'::uuid,
       :'label', :'body', :'salt'::bytea, :'hash'::bytea) as revision;
