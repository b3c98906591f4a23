-- Merges the actors that are certainly the same, and counts what is left to people.
\set label 'claimd import'
select linked, ambiguous, wider
  from claimd.likeness_link(:'label');
