-- Looks again for what may be the same.
select 1 as done from (select claimd.likeness_find()) as found;
