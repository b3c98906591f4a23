"""Databases in their own right, what goes in and out of them by the command line, and how they are compared."""
import json
import os
import subprocess

from tests.support.service import Database, program

# No row is as good as none counted.
NOTHING = {'actor_state': 'claims_against + claims_by', 'incident_state': 'claims', 'source_state': 'claims'}
DERIVED = {
    'claim_state': 'statement, type, status, claimed_from, counter_claim_count, endorsement_count, corroboration, claimants, '
                   'accused, targets, sources',
    'claim_reach': 'root, claim, member, role, via, status, claimed_from',
    'actor_reach': 'member, role, root, via, valid, claims, claim_count, claimants',
    'actor_state': 'actor, claims_against, claims_by',
    'incident_state': 'incident, claims',
    'source_state': 'source, claims',
}
STATES = ('record', 'id, type, collection, key, retracted_at is null, retraction_reason, withheld_at is null, withholding_reason')
ORIGINS = ('origin', 'record, version, missing_since is null, missing_version')


class Base:
    def __init__(self, cluster, name, template=None):
        self.cluster, self.name = cluster, name
        if template is None:
            Database(cluster, name)
        else:
            cluster.execute(f'create database "{name}" template "{template}"')
        self.url = cluster.url(name, Database.SERVICE_ROLE)

    def claimd(self, *words, status=0, text=None):
        done = subprocess.run([program(), *map(str, words)], env=dict(os.environ, DATABASE_URL=self.url), input=text,
                              capture_output=True, timeout=300, check=False)
        assert done.returncode == status, (done.stdout[-2000:] + done.stderr[-2000:]).decode()
        return done

    def export(self, *words):
        return self.claimd('export', '--quiet', *words).stdout

    def take(self, text, *words):
        return json.loads(self.claimd('import', '--quiet', '--json', *words, '-', text=text).stdout)

    def take_files(self, *words):
        return json.loads(self.claimd('import', '--quiet', '--json', *words).stdout)

    def query(self, statement, *values):
        return self.cluster.execute(statement, *values, database=self.name)

    def rows(self, table, columns):
        return sorted(map(str, self.query(f'select {columns} from claimd.{table} where {NOTHING.get(table, 1)} > 0')))

    def decisions(self):
        """Those that hold, of records that are not withheld."""
        return self.query("""
            select likeness, type::text, one::text, other::text, verdict::text, rule, label, reason
              from (select distinct on (likeness) * from claimd.likeness_decision order by likeness, number desc) as newest
             where not exists (select from claimd.record where id in (one, other) and withheld_at is not null)
             order by likeness""")

    def open_likenesses(self):
        """What `claimd resolve` asks, by id."""
        return sorted(one['id'] for one in json.loads(self.claimd('resolve', 'list', '--json').stdout))

    def body(self, key):
        """(id, type, body) of the record of that key as it stands; None where it is withheld, or not there."""
        found = self.query("""
            select record.id::text, record.type::text, body from claimd.record
              join claimd.revision on revision.record = record.id and revision.number = record.revision
              join claimd.revision_body using (seq) where key = %s and withheld_at is null""", key)
        return (found[0][0], found[0][1], json.loads(found[0][2])) if found else None

    def write(self, id_, type_, body):
        """As an editor does over HTTP."""
        text = json.dumps(body, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
        self.query("""
            with salt as (select uuid_send(gen_random_uuid()) as salt)
            select outcome from salt, claimd.write_apply(gen_random_uuid(), %s, %s, %s, salt,
                   sha256(salt || convert_to(%s, 'UTF8')), null, 'An editor', null)""", id_, type_, text, text)


def changes(report):
    """How many records an import made, changed, found to be missing, and found again."""
    return (sum(one['created'] for one in report['counts'].values()), sum(one['updated'] for one in report['counts'].values()),
            report['missing'], report['found'])


def goes_round(new, before, derived=True):
    """Out of `before`, into an empty database that `new` makes, and out again; gives that database and the lines."""
    lines = before.export()
    after = new()
    after.take(lines)
    assert after.export().split(b'\n') == lines.split(b'\n')
    for table, columns in [STATES, ORIGINS, *(DERIVED.items() if derived else [])]:
        assert after.rows(table, columns) == before.rows(table, columns), table
    assert after.decisions() == before.decisions()
    assert after.query('select * from claimd.derived_check()') == []
    found = after.query('select * from claimd.search_check()')
    assert found == [], found
    report = after.take(lines)
    assert changes(report) == (0, 0, 0, 0) and report['kept'] == []
    assert after.export() == lines
    return after, [json.loads(one) for one in lines.splitlines()]
