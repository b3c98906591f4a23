"""A spreadsheet opens the CSV: every row, every letter, no formula that a stranger wrote."""
import csv
import subprocess

import pytest

from tests.support.service import Database, Service

COLUMNS = ('id', 'claimants', 'actors', 'statement', 'status')


@pytest.fixture(scope='session')
def office(tmp_path_factory):
    """What LibreOffice shows of a CSV file: saved by it as CSV again, formulas by their results."""
    profile, folder = (tmp_path_factory.mktemp(name) for name in ('profile', 'office'))

    def convert(path, to, filters):
        done = subprocess.run(['soffice', '--headless', f'-env:UserInstallation=file://{profile}', *filters,
                               '--convert-to', to, '--outdir', folder, path], capture_output=True, text=True,
                              timeout=180, check=False)
        assert done.returncode == 0, done.stderr
        return folder / f'{path.stem}.{to.partition(":")[0]}'

    def show(path, *, evaluate=False):
        # Comma, quote, UTF-8, from line 1; the 13th token has formulas evaluated, as by hand in the dialogue.
        opened = convert(path, 'ods', [f'--infilter=Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,false,'
                                       f'false,false,0,{str(evaluate).lower()}'])
        shown = convert(opened, 'csv:Text - txt - csv (StarCalc):44,34,76,1', [])
        with shown.open(newline='', encoding='utf-8') as lines:
            return list(csv.DictReader(lines))
    return show


def plain(path):
    with path.open(newline='', encoding='utf-8-sig') as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize('target', ['/claims.csv', '/claims.csv?bom=1'])
def test_every_row_and_every_letter(fetched, office, target):
    path = fetched(target)
    shown = office(path)
    assert len(shown) == 37
    assert [[row[name] for name in COLUMNS] for row in shown] == [[row[name] for name in COLUMNS] for row in plain(path)]
    # A month stays one.
    assert {row['claimed_on'] for row in shown} >= {'2021-07', '2022-09'}


@pytest.fixture(scope='module')
def hostile(cluster, tmp_path_factory):
    """An actor whose name is a formula, with and without the guard."""
    database = Database(cluster, 'office')
    line = '{"type":"actor","slug":"sum","kind":"company","name":"=1+41","language":"en"}\n'
    folder = tmp_path_factory.mktemp('hostile')
    (folder / 'in.ndjson').write_text(line)
    database.run('import', str(folder / 'in.ndjson'))
    service = Service(database.url, 'office').wait()
    paths = {}
    for asked in ('0', '1'):
        paths[asked] = folder / f'guarded-{asked}.csv'
        paths[asked].write_bytes(service.client.get(f'/actors.csv?csv_safe={asked}').body)
    service.stop()
    return paths


def name_of(rows):
    return next(row['name'] for row in rows if row['slug'] == 'sum')


def test_a_formula_is_guarded_by_request(hostile, office):
    assert name_of(office(hostile['0'], evaluate=True)) == '42'
    assert name_of(office(hostile['1'], evaluate=True)) == "'=1+41"
