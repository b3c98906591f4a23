-- Marks a key as used in this hour.
\set id 00000000-0000-4000-8000-000000000000
select claimd.key_used(:'id'::uuid);
