-- What a person decided of a likeness; no row: there is none of that id.
\set id '0123456789ab'
\set verdict 'apart'
\set turned false
\set label 'Ann Example'
\set reason ''
select one, other
  from claimd.likeness_decide(:'id', :'verdict'::claimd.likeness_verdict, :'turned'::boolean, :'label', nullif(:'reason', ''));
