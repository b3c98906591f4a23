-- Many actors, incidents and sources, for plans: 20,000 of each among five times as many claims. A tenth has no date.
set local search_path = claimd;
set local session_replication_role = replica;
create function pg_temp.made(kind text, n bigint) returns uuid language sql immutable as
$$ select overlay(overlay(md5(kind || n) placing '4' from 13) placing 'a' from 17)::uuid $$;
create function pg_temp.day(n bigint) returns text language sql immutable as
$$ select case when n % 10 > 0 then (date '2005-01-01' + (n * 7919 % 7000)::int)::text end $$;

insert into record (id, type, revision, created_at, updated_at)
select pg_temp.made(kind, n), kind::record_type, 1, at, at + interval '1 second'
  from (values ('actor', 20000), ('incident', 20000), ('source', 20000), ('claim', 100000)) as kinds (kind, many),
       lateral generate_series(1, many) as n, lateral (select now() - n * interval '1 minute' as at) as moment;
insert into actor (id, slug, kind, name, language)
select pg_temp.made('actor', n), 'actor-' || n, 'company', 'Actor ' || md5(n::text), 'en' from generate_series(1, 20000) as n;
insert into actor_name (actor, record, position, text, language, kind)
select pg_temp.made('actor', n), pg_temp.made('actor', n), p, 'Actor ' || p || md5(n::text), 'en', 'alias'
  from generate_series(1, 20000) as n, generate_series(0, 2) as p;
insert into incident (id, slug, name, language, started_on)
select pg_temp.made('incident', n), 'incident-' || n, 'Incident ' || md5(n::text), 'en', pg_temp.day(n)
  from generate_series(1, 20000) as n;
insert into source (id, slug, kind, title, language, publisher, published_on, published_basis)
select pg_temp.made('source', n), 'source-' || n, 'news', 'Source ' || md5(n::text), 'en', pg_temp.made('actor', 1 + n % 1000),
       pg_temp.day(n), case when pg_temp.day(n) is not null then 'stated' end::date_basis
  from generate_series(1, 20000) as n;
insert into actor_state (actor, claims_against, claims_by) select id, 5, 5 from actor;
insert into incident_state (incident, claims) select id, 5 from incident;
insert into source_state (source, claims) select id, 5 from source;
