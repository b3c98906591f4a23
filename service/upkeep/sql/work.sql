-- Does a piece of the work that writes have left, and tells what is left.
\set most 500
select jobs_left, claims_left from claimd.reach_work(:'most'::int);
