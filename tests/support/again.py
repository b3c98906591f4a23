"""The files of foreign collections once, twice, in newer versions and in the old ones again, with editors between."""
from tests.support import bases, feeds


def edited(base, key, **fields):
    id_, type_, body = base.body(key)
    base.write(id_, type_, {**body, **fields})


def take(base, name, paths):
    report = base.take_files(*feeds.words(name, paths))
    for one in report['inputs']:
        assert one['read'] == one['made'] + one['merged'] + one['refused'], one
    return report


def revisions(base):
    return base.query('select count(*), max(seq) from claimd.revision')


def missing(base):
    return {key for key, in base.query(
        'select key from claimd.origin join claimd.record on id = record where missing_since is not null')}


def check(base, files, folder):
    """Imports them into a base that may have other records; gives the seconds that each took the first time."""
    seconds = {}
    for name, paths in files.items():
        report = take(base, name, paths)
        assert bases.changes(report)[0] > 0 and bases.changes(report)[1:] == (0, 0, 0)
        seconds[name] = report['milliseconds'] / 1000
    before = revisions(base)
    for name, paths in files.items():
        assert bases.changes(take(base, name, paths)) == (0, 0, 0, 0), name
    assert revisions(base) == before
    newer = {name: feeds.Newer(name, paths, folder) for name, paths in files.items()}
    for one in newer.values():
        for key in one.fought + one.left:
            edited(base, key, description=feeds.OTHERS, description_language='en')
    parted = base.query('select key from claimd.actor join claimd.record using (id) where merged_into is not null order by key limit 1')
    assert parted, 'no import has linked any'
    for key, in parted:
        edited(base, key, merged_into=None)
    old = {name: newer_is(base, name, one) for name, one in newer.items()}
    for key, in parted:
        assert base.body(key)[2]['merged_into'] is None
    for name, paths in files.items():
        old_is(base, name, paths, newer[name], old[name])
    assert missing(base) == {key for one in newer.values() for key in one.come}
    assert base.query('select count(*) from claimd.record where retracted_at is not null') == [(0,)]
    assert base.query('select * from claimd.derived_check()') == base.query('select * from claimd.search_check()') == []
    return seconds


def newer_is(base, name, newer):
    """Takes the newer version in; gives what fields were before."""
    old = {key: base.body(key)[2][field] for key, (field, _) in newer.taken.items()}
    absent = missing(base)
    report = take(base, name, newer.paths)
    created, updated, gone, found = bases.changes(report)
    assert created >= len(newer.come) and 1 <= updated + len(newer.fought) and found == 0
    assert missing(base) - absent >= set(newer.gone) and gone == len(missing(base) - absent)
    assert {one['pointer'] for one in report['kept']} == {'/description'} and len(report['kept']) == len(newer.fought)
    for key, (field, value) in newer.taken.items():
        assert base.body(key)[2][field] == value
    for key in newer.fought + newer.left:
        assert base.body(key)[2]['description'] == feeds.OTHERS
    for key in newer.gone + newer.come:
        assert base.body(key)
    # Whatever is marked is there, as it was.
    before = revisions(base)
    report = take(base, name, newer.paths)
    assert bases.changes(report) == (0, 0, 0, 0) and report['kept'] == [] and revisions(base) == before
    return old


def old_is(base, name, paths, newer, old):
    """Takes the old version in again."""
    report = take(base, name, paths)
    assert bases.changes(report)[0] == 0 and bases.changes(report)[3] >= len(newer.gone)
    for key, (field, _) in newer.taken.items():
        assert base.body(key)[2][field] == old[key]
    for key in newer.fought + newer.left:
        assert base.body(key)[2]['description'] == feeds.OTHERS
