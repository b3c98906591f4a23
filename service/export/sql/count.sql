-- How many records there are, of one collection or (empty) of all, and whether there is that collection.
\set collection ''
select count(*) filter (where :'collection' = '' or collection.slug = :'collection' or own.slug = :'collection') as records,
       :'collection' = '' or exists (select from claimd.collection where slug = :'collection') as known
  from claimd.record
  left join claimd.collection on collection.id = record.collection
  left join claimd.collection as own on own.id = record.id;
