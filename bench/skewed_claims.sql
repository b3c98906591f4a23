-- `:claims` claims for measuring reach, the same each time. Few actors, incidents and sources have most of them: who is
-- ranked r is drawn about 1/r times as often. About a third is against "china" by one way or another. "lone-wolf" is a group
-- with a tenth of all claims that nobody attributes to a state. Nothing is derived here.
set local search_path = claimd;
set local session_replication_role = replica;
set local jit = off;
create function pg_temp.made(kind text, n bigint) returns uuid language sql immutable as
$$ select overlay(overlay(md5(kind || n) placing '4' from 13) placing 'a' from 17)::uuid $$;
-- A number from 0 to 1 for the n-th thing, another one for each use.
create function pg_temp.chance(use int, n bigint) returns float8 language sql immutable as
$$ select (hashint8extended(n, use) >> 11 & 9007199254740991)::float8 / 9007199254740992 $$;
-- A rank from 1 to `last`.
create function pg_temp.rank(last int, use int, n bigint) returns int language sql immutable as
$$ select floor(power(last, pg_temp.chance(use, n)))::int $$;

-- The states are in every database. These are ranked before the others.
create temp table state_rank on commit drop as
select row_number() over (order by array_position(array['china', 'russia', 'iran', 'north-korea', 'united-states', 'israel'], slug),
                                   md5(slug)) as rank, id
  from actor where kind = 'state';
create unique index on state_rank (rank);
analyze state_rank;
create temp table organ_state on commit drop as
select n, state_rank.id as state
  from generate_series(1, 200) as n
  join state_rank on state_rank.rank = floor(power(60, power(pg_temp.chance(1, n), 1.5)));
create temp table made_actor (id uuid, slug text, kind actor_kind) on commit drop;
insert into made_actor
select pg_temp.made('organ', n), 'organ-' || n, 'agency'::actor_kind from generate_series(1, 200) as n
union all select pg_temp.made('unit', n), 'unit-' || n, 'agency' from generate_series(1, 400) as n
union all select pg_temp.made('group', n), 'group-' || n, 'intrusion_set' from generate_series(1, 2000) as n
union all select pg_temp.made('group', 0), 'lone-wolf', 'intrusion_set'
union all select pg_temp.made('person', n), 'person-' || n, 'person' from generate_series(1, 300) as n
union all select pg_temp.made('company', n), 'company-' || n, 'company' from generate_series(1, 500) as n;
insert into record (id, type, revision, created_at, updated_at)
select id, 'actor', 1, now(), now() from made_actor;
insert into actor (id, slug, kind, name, language) select id, slug, kind, slug, 'en' from made_actor;
insert into actor_name (record, actor, position, text, language, kind)
select id, id, -1, slug, 'en', 'canonical' from made_actor;
insert into actor_link (actor, position, type, target, valid_from)
select pg_temp.made('organ', n), 0, 'part_of'::link_type, state, case when n % 4 = 0 then '2012' end from organ_state
union all
select pg_temp.made('unit', n), 0, 'part_of', pg_temp.made('organ', pg_temp.rank(200, 2, n)), case when n % 4 = 0 then '2014-06' end
  from generate_series(1, 400) as n
union all
select pg_temp.made('person', n), 0, 'national_of', state_rank.id, null
  from generate_series(1, 300) as n join state_rank on rank = floor(power(60, power(pg_temp.chance(3, n), 1.5)))
union all
select pg_temp.made('company', n), 0, 'part_of', pg_temp.made('company', pg_temp.rank(50, 4, n)), '2018'
  from generate_series(101, 150) as n;

insert into record (id, type, revision, created_at, updated_at)
select pg_temp.made('incident', n), 'incident', 1, now(), now() from generate_series(1, :claims / 10) as n;
insert into incident (id, slug, name, language)
select pg_temp.made('incident', n), 'incident-' || n, 'Incident ' || n, 'en' from generate_series(1, :claims / 10) as n;
insert into record (id, type, revision, created_at, updated_at)
select pg_temp.made('source', n), 'source', 1, now(), now() from generate_series(1, :claims / 20) as n;
insert into source (id, slug, kind, title, language)
select pg_temp.made('source', n), 'source-' || n, 'news', 'Source ' || n, 'en' from generate_series(1, :claims / 20) as n;

-- Claims, then counter-claims (a twentieth of their number), then endorsements (a thirtieth).
create temp table made_statement on commit drop as
select n, pg_temp.made(type::text, n) as id, type, timestamptz '2026-01-01' - n * interval '1 minute' as at,
       date '2026-01-01' - (5800 * power(pg_temp.chance(11, n + shift), 2))::int as day, pg_temp.chance(12, n + shift) as precise,
       n + shift as draw
  from (values ('claim'::record_type, :claims, 0), ('counter_claim', :claims / 20, :claims), ('endorsement', :claims / 30, 2 * :claims))
       as kinds (type, many, shift), lateral generate_series(1, many) as n;
insert into record (id, type, revision, created_at, updated_at, retracted_at, retraction_reason)
select id, type, 1, at, at, case when draw % 97 = 0 then at end, case when draw % 97 = 0 then 'withdrawn' end from made_statement;
insert into statement (id, type, statement, language, claimed_on, date_basis, confidence_level, basis, supersedes)
select id, type, 'What was said, ' || type || ' ' || n, 'en', claimed_on,
       case when claimed_on is not null then 'stated' end::date_basis,
       (array['low', 'moderate', 'high', 'unstated'])[1 + draw % 4]::confidence_level,
       (enum_range(null::claim_basis))[pg_temp.rank(7, 13, draw)],
       case when type = 'claim' and n % 101 = 0 then pg_temp.made('claim', n - 1) end
  from made_statement, lateral (
    select case when precise > 0.25 then day::text when precise > 0.13 then to_char(day, 'YYYY-MM')
                when precise > 0.08 then to_char(day, 'YYYY') end as claimed_on) as said;
insert into citation (statement, position, source, form)
select id, position, pg_temp.made('source', 1 + floor(:claims / 20 * power(pg_temp.chance(14 + position, draw), 2))::int), 'reference'
  from made_statement, generate_series(0, 1) as position
 where position = 0 or draw % 5 = 0;
insert into statement_claimant (statement, position, actor)
select id, row_number() over (partition by id order by place) - 1, actor from (
    select draw, id, min(place) as place, actor
      from made_statement, generate_series(0, 1) as place, lateral (
        select case when pg_temp.chance(16 + place, draw) < 0.7 then pg_temp.made('company', pg_temp.rank(500, 18 + place, draw))
                    else (select id from state_rank where rank = 7 + floor(40 * pg_temp.chance(20 + place, draw))) end as actor) as chosen
     where place = 0 or draw % 7 = 0
     group by draw, id, actor) as named;

-- A fiftieth is about groups.
insert into claim (id, subject_type, incident, subject_actor, pattern)
select id, case when kind < 0.02 then 'actor' when kind < 0.1 then 'pattern' else 'incident' end::subject_type,
       case when kind >= 0.1 then pg_temp.made('incident', 1 + floor(:claims / 10 * power(pg_temp.chance(22, n), 3))::int) end,
       case when kind < 0.02 then pg_temp.made('group', pg_temp.rank(2000, 23, n)) end,
       case when kind >= 0.02 and kind < 0.1 then 'A pattern' end
  from made_statement, lateral (select pg_temp.chance(24, n) as kind) as drawn
 where type = 'claim';
insert into claim_accused (claim, position, actor)
select id, row_number() over (partition by id order by place) - 1, actor from (
    select id, min(place) as place, actor
      from made_statement, generate_series(0, 1) as place, lateral (
        select pg_temp.chance(24, n) as kind, pg_temp.chance(25 + place, n) as side, pg_temp.rank(2000, 23, n) as subject) as drawn,
        lateral (select case
            -- One state for most, one of two others for the rest: a group that is held to be of many is rare.
            when kind < 0.02 then
                (select id from state_rank where rank = floor(power(60, power(pg_temp.chance(28, subject
                    + case when place = 0 and pg_temp.chance(27, n) < 0.9 then 0 else 5000 * (1 + n % 2) end), 1.5))))
            when side < 0.25 then
                (select id from state_rank where rank = floor(power(60, power(pg_temp.chance(29 + place, n), 1.5))))
            when side < 0.35 then pg_temp.made('group', 0)
            when side < 0.85 then pg_temp.made('group', pg_temp.rank(2000, 31 + place, n))
            when side < 0.92 then pg_temp.made('organ', pg_temp.rank(200, 33 + place, n))
            when side < 0.97 then pg_temp.made('unit', pg_temp.rank(400, 35 + place, n))
            else pg_temp.made('person', pg_temp.rank(300, 37 + place, n)) end as actor) as chosen
     where type = 'claim' and (place = 0 or n % 10 = 0)
     group by id, actor) as named;

insert into counter_claim (id, stance, raises_claim)
select id, case when n % 20 = 0 then 'counter_accuses' else (array['denies', 'rejects', 'disputes'])[1 + n % 3] end::counter_stance,
       case when n % 20 = 0 then pg_temp.made('claim', n) end
  from made_statement where type = 'counter_claim';
insert into counter_target (counter_claim, position, target, target_type)
select id, 0, pg_temp.made('claim', 1 + floor(:claims * power(pg_temp.chance(39, n), 2))::int), 'claim'
  from made_statement where type = 'counter_claim';
insert into endorsement (id, stance)
select id, 'endorses' from made_statement where type = 'endorsement';
insert into endorsement_target (endorsement, position, target)
select id, 0, pg_temp.made('claim', 1 + floor(:claims * power(pg_temp.chance(40, n), 2))::int)
  from made_statement where type = 'endorsement';
set local session_replication_role = origin;
