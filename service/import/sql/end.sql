-- Forgets the staging.
select claimd.import_end(:'import'::uuid) as ended;
