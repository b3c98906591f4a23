"""data/sample.schema.json: made from the tables that claimd checks records by, and true of what claimd takes."""
import copy
import json
import subprocess

import jsonschema
import pytest

from tests.support.service import ROOT, program

FILE = ROOT / 'data/sample.schema.json'
SCHEMA = json.loads(FILE.read_text('utf-8'))
LINES = [json.loads(line) for line in (ROOT / 'data/sample.ndjson').read_text('utf-8').splitlines()]
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_it_is_what_claimd_prints():
    """Refresh: claimd import --schema | python3 -m json.tool --no-ensure-ascii --indent 2 > data/sample.schema.json"""
    done = subprocess.run([program(), 'import', '--schema'], capture_output=True, check=True)
    assert json.loads(done.stdout) == SCHEMA


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_sample_fits():
    for number, line in enumerate(LINES, 1):
        errors = [error.message for error in VALIDATOR.iter_errors(line)]
        assert not errors, f'line {number}: {errors[0]}'


def claim(**changes):
    line = copy.deepcopy(next(line for line in LINES if line['type'] == 'claim' and line['subject']['type'] == 'incident'))
    line.update(changes)
    return line


@pytest.mark.parametrize('changes', [
    {'type': 'clam'}, {'colour': 'red'}, {'statement': None}, {'statement': ''}, {'claimants': []}, {'basis': 'hearsay'},
    {'language': 'french language'}, {'key': 'UPPER'}, {'citations': [{'source': 'x', 'form': 'reference', 'page': 1}]},
    {'subject': {'type': 'actor', 'incident': 'x'}}, {'subject': {'type': 'incident', 'incident': 'x', 'actor': 'y'}},
    {'confidence': {'level': 'high', 'score': 101, 'scale': 'dni'}}, {'claimed_on': '2021-7'}, {'actors': 'china'},
], ids=json.dumps)
def test_what_claimd_refuses_it_refuses(changes):
    assert VALIDATOR.is_valid(claim())
    assert not VALIDATOR.is_valid(claim(**changes))


def test_what_does_not_apply_may_be_null():
    assert VALIDATOR.is_valid(claim(subject={'type': 'incident', 'incident': 'x', 'actor': None}))
