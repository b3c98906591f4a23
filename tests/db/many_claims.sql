-- Many claims, for plans: `:claims` of them, a third against the actor "much-accused".
set local search_path = claimd;
set local session_replication_role = replica;
create function pg_temp.made(kind text, n bigint) returns uuid language sql immutable as
$$ select overlay(overlay(md5(kind || n) placing '4' from 13) placing 'a' from 17)::uuid $$;

insert into record (id, type, revision, created_at, updated_at)
select pg_temp.made('actor', n), 'actor', 1, now(), now() from generate_series(1, 400) as n;
insert into actor (id, slug, kind, name, language)
select pg_temp.made('actor', n), case n when 1 then 'much-accused' else 'actor-' || n end, 'company', 'Actor ' || n, 'en'
  from generate_series(1, 400) as n;
insert into actor_link (actor, position, type, target)
select pg_temp.made('actor', n), 0, 'part_of', pg_temp.made('actor', 1 + n % 20) from generate_series(101, 200) as n;

insert into record (id, type, revision, created_at, updated_at)
select pg_temp.made('incident', n), 'incident', 1, now(), now() from generate_series(1, 500) as n;
insert into incident (id, slug, name, language)
select pg_temp.made('incident', n), 'incident-' || n, 'Incident ' || n, 'en' from generate_series(1, 500) as n;

insert into record (id, type, revision, created_at, updated_at)
select pg_temp.made('source', n), 'source', 1, now(), now() from generate_series(1, 500) as n;
insert into source (id, slug, kind, title, language)
select pg_temp.made('source', n), 'source-' || n, 'news', 'Source ' || n, 'en' from generate_series(1, 500) as n;

insert into record (id, type, revision, created_at, updated_at)
select pg_temp.made('claim', n), 'claim', 1, at, at
  from generate_series(1, :claims) as n, lateral (select now() - n * interval '1 minute' as at) as moment;
insert into statement (id, type, statement, language, claimed_on, date_basis, confidence_level, basis)
select pg_temp.made('claim', n), 'claim', 'Claim ' || n, 'en', claimed_on, case when claimed_on is not null then 'stated' end::date_basis,
       (array['low', 'moderate', 'high', 'unstated'])[1 + n % 4]::confidence_level, 'technical'
  from generate_series(1, :claims) as n,
       lateral (select case when n % 10 > 0 then (date '2010-01-01' + (n * 7919 % 5000)::int)::text end as claimed_on) as day;
insert into statement_claimant (statement, position, actor)
select pg_temp.made('claim', n), 0, pg_temp.made('actor', 201 + n % 200) from generate_series(1, :claims) as n;
insert into claim (id, subject_type, incident)
select pg_temp.made('claim', n), 'incident', pg_temp.made('incident', 1 + n % 500)
  from generate_series(1, :claims) as n;
insert into claim_accused (claim, position, actor)
select pg_temp.made('claim', n), 0, pg_temp.made('actor', case when n % 3 = 0 then 1 else 2 + n % 199 end)
  from generate_series(1, :claims) as n;
insert into citation (statement, position, source, form)
select pg_temp.made('claim', n), 0, pg_temp.made('source', 1 + n % 500), 'reference'
  from generate_series(1, :claims) as n;

set local session_replication_role = origin;
select derive_claim_state(array_agg(pg_temp.made('claim', n))) from generate_series(1, :claims) as n;
select derive_actor_reach(array_agg(id)) is null from actor;
analyze actor_reach;
select derive_claim_reach(array_agg(pg_temp.made('claim', n))) from generate_series(1, :claims) as n;
