-- How to look for what is asked among the records of one kind: one row.
\set asked 'china "volt typhoon"'
\set kind claim
select plan.query::text as query, plan.marks::text as marks, plan.recent::text as recent,
       plan.folded, coalesce(plan.documents, 0) as documents, plan.absent, plan.meant, plan.brief
  from claimd.search_plan(:'asked', :'kind'::claimd.record_type) as plan;
