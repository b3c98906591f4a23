-- Waits until what stands at an instant will not change any more, and returns it; without one, the newest such instant.
\set instant '2021-07-19T00:00:00Z'
select claimd.settle(:'instant'::timestamptz) as settled;
