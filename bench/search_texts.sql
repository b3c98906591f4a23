-- Texts for the claims of skewed_claims.sql, the same each time: two languages, words that are drawn about 1/r times as
-- often as they are ranked r, from some that most texts have to some that a few dozen have. Names for actors and incidents.
-- Nothing is derived here.
set local search_path = claimd;
set local session_replication_role = replica;
set local jit = off;
create function pg_temp.made(kind text, n bigint) returns uuid language sql immutable as
$$ select overlay(overlay(md5(kind || n) placing '4' from 13) placing 'a' from 17)::uuid $$;

create temp table vocabulary (language text, rank int, word text) on commit drop;
insert into vocabulary
select 'en', rank, word from regexp_split_to_table(
    'attack attributed group government campaign malware intrusion espionage systems network hackers security data officials '
    'infrastructure credentials servers operation intelligence phishing ministry exploited vulnerability access evidence '
    'report stolen indictment sanctions election backdoor ransomware energy telecommunications hospitals defence suppliers '
    'universities embassy journalists disinformation sabotage denial wiper firmware router satellite pipeline shipping '
    'banking parliament laboratory vaccine semiconductor aerospace shipyard railway airport customs police prosecutors '
    'court treaty sovereignty retaliation deterrence norms', ' ') with ordinality as words (word, rank)
union all
select 'fr', rank, word from regexp_split_to_table(
    'attaque attribuée groupe gouvernement campagne logiciel intrusion espionnage systèmes réseau pirates sécurité données '
    'responsables infrastructures identifiants serveurs opération renseignement hameçonnage ministère exploitée '
    'vulnérabilité accès preuves rapport dérobées inculpation sanctions élection dérobée rançongiciel énergie '
    'télécommunications hôpitaux défense fournisseurs universités ambassade journalistes désinformation sabotage déni '
    'effaceur micrologiciel routeur satellite oléoduc navires banques parlement laboratoire vaccin composants aéronautique '
    'chantier ferroviaire aéroport douanes police procureurs tribunal traité souveraineté représailles dissuasion normes',
    ' ') with ordinality as words (word, rank);
-- The rest are words that no language has.
insert into vocabulary
select language, rank, (array['bra', 'dol', 'fen', 'gri', 'kal', 'lor', 'mez', 'nup', 'pir', 'ros', 'sev', 'tav', 'vul', 'wex', 'zin'])[1 + rank % 15]
       || (array['ab', 'ed', 'ig', 'ok', 'um', 'ar', 'el', 'in', 'os', 'ut'])[1 + rank / 15 % 10]
       || (array['da', 'go', 'ka', 'lo', 'mi', 'no', 'ra', 'su', 'ta', 'vo', 'xa', 'ze'])[1 + rank / 150 % 12]
       || (array['', 'nd', 'rk', 'st', 'x', 'lm', 'pt', 'sk', 'gl', 'th', 'zz', 'mb'])[1 + rank / 1800 % 12]
  from (values ('en'), ('fr')) as languages (language), generate_series(100, 20000) as rank;
create unique index on vocabulary (language, rank);
analyze vocabulary;
-- `many` words for each seed.
create function pg_temp.rank(seed bigint, n int, words_in_all int) returns int language sql immutable as
$$ select floor(power(words_in_all, (hashint8extended(seed, n) >> 11 & 9007199254740991)::float8 / 9007199254740992))::int $$;
set local work_mem = '512MB';
set local enable_nestloop = off;
create function pg_temp.say(into_table text, many int) returns void language plpgsql as $$
begin
    execute format($query$
        create temp table %I on commit drop as
        select drawn.id, drawn.place, drawn.language, string_agg(vocabulary.word, ' ') as text
          from (select asked.*, pg_temp.rank(seed, n, 19900) as rank
                  from asked, generate_series(1, %s) as n) as drawn
          join (select language, row_number() over (partition by language order by rank)::int as rank, word
                  from vocabulary) as vocabulary using (language, rank)
         group by drawn.id, drawn.place, drawn.language $query$, into_table, many);
end $$;

create temp table asked as
select id, 0 as place, hashtextextended(id::text, 1) as seed,
       case when abs(hashtextextended(id::text, 2)) % 5 < 2 then 'fr' else 'en' end as language from statement;
select pg_temp.say('said', 18);
update statement set language = said.language, statement = upper(left(said.text, 1)) || substr(said.text, 2) || '.'
  from said where said.id = statement.id;
truncate asked;
insert into asked
select statement, position, hashtextextended(statement::text, 3 + position),
       case when abs(hashtextextended(statement::text, 2)) % 3 = 0 then 'en' else 'fr' end
  from citation where hashtextextended(statement::text, 4) % 2 = 0;
select pg_temp.say('quoted', 20);
update citation set form = 'direct_speech', language = quoted.language, exact = quoted.text
  from quoted where (quoted.id, quoted.place) = (statement, position);
truncate asked;
insert into asked
select id, 0, hashtextextended(id::text, 5), case when hashtextextended(id::text, 6) % 2 = 0 then 'fr' else 'en' end from source
 where slug like 'source-%'
 union all
select id, 1, hashtextextended(id::text, 7), 'en' from incident where slug like 'incident-%';
select pg_temp.say('named', 6);
update source set language = named.language, title = named.text from named where named.id = source.id;
update incident set name = named.text || ' ' || substr(slug, 10) from named where named.id = incident.id;
insert into incident_name (incident, position, text, language, kind) select id, -1, name, 'en', 'canonical' from incident;
-- What groups and companies are known by.
insert into actor_name (record, actor, position, text, language, kind)
select id, id, 0, name, 'en', 'alias'
  from (select made.id, name from unnest(array['Volt Typhoon', 'Fancy Bear', 'Lazarus Group', 'Sandworm', 'Turla', 'Charming Kitten',
            'Cozy Bear', 'Double Dragon', 'Mustang Panda', 'Silent Chollima', 'Gothic Panda', 'Wicked Spider', 'Deep Panda',
            'Energetic Bear', 'Velvet Ant']) with ordinality as known (name, n),
        lateral (select pg_temp.made('group', n) as id) as made
  union all
  select made.id, name from unnest(array['CrowdStrike', 'Kaspersky', 'Recorded Future', 'SentinelOne', 'Palo Alto Networks',
            'Trend Micro', 'Dragos', 'Proofpoint', 'Symantec', 'Check Point']) with ordinality as known (name, n),
        lateral (select pg_temp.made('company', n) as id) as made) as named;
