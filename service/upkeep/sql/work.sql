-- Does a piece of the work that writes have left, and tells what there was and what is left.
\set most 500
select found.jobs, work.jobs_left, work.claims_left
  from (select count(*) as jobs from claimd.reach_job) as found, claimd.reach_work(:'most'::int) as work;
