"""The OpenAPI description: Redocly's rules, and some that it does not have."""
import json
import pathlib
import re
import subprocess

import pytest

from tests.support.client import description

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_redocly():
    done = subprocess.run(['node', 'lint.mjs', 'openapi.yaml'], cwd=ROOT / 'openapi', capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def objects(node, where=''):
    if isinstance(node, dict):
        if 'properties' in node:
            yield where, node
        for key, value in node.items():
            yield from objects(value, f'{where}/{key}')
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from objects(value, f'{where}/{index}')


def test_no_object_has_room_for_undescribed_fields():
    """Closed where it stands, or a part of one that is closed with unevaluatedProperties."""
    schemas = description().document['components']['schemas']
    parts = {name for name in schemas if name in ('Record', 'Statement', 'Cited') or name.endswith(('Fields', 'Included'))}
    for where, schema in objects(schemas):
        name = where.split('/')[1]
        closed = schema.get('additionalProperties') is False or schemas[name].get('unevaluatedProperties') is False
        assert closed or name in parts, where


def test_required_fields_are_described_ones():
    for where, schema in objects(description().document['components']['schemas']):
        assert set(schema.get('required', [])) <= set(schema['properties']), where


def test_every_answer_that_a_key_or_a_body_may_bring_is_described():
    """401: also of reads, where CLAIMD_READ_AUTH asks for a key; the description and the problem pages are always open."""
    for path, item in description().document['paths'].items():
        for method, operation in item.items():
            if method in ('get', 'post', 'put', 'patch', 'delete'):
                codes = operation['responses'].keys()
                assert ('401' in codes) == (path not in ('/openapi.json', '/problems/{slug}')), f'{method} {path}'
                assert ('408' in codes) == ('413' in codes) == ('requestBody' in operation), f'{method} {path}'


def test_the_version_is_the_build_s():
    version = re.search(r"version: '([^']+)'", (ROOT / 'meson.build').read_text('utf-8')).group(1)
    assert description().document['info']['version'] == version


def fault_codes():
    text = (ROOT / 'include/claimd/err.h').read_text('utf-8')
    listed = text[text.index('#define FAULT_LIST'):text.index('enum fault_code')]
    return re.findall(r'X\(\w+, "([a-z-]+)"', listed)


def test_fault_codes_are_those_of_the_registry():
    assert description().document['components']['schemas']['Fault']['properties']['code']['enum'] == fault_codes()


def enums():
    """Closed lists, and where the database has the same."""
    text = ''.join(path.read_text('utf-8') for path in sorted((ROOT / 'migrations').glob('*.sql')))
    for name, values in re.findall(r"CREATE TYPE (\w+) AS ENUM\s*\(([^)]*)\)", text):
        yield name, re.findall(r"'([^']+)'", values)


DATABASE_NAMES = {
    'actor_kind': 'ActorKind', 'name_kind': 'NameKind', 'link_type': 'LinkType', 'source_kind': 'SourceKind',
    'date_precision': 'DatePrecision', 'date_basis': 'DateBasis', 'confidence_level': 'ConfidenceLevel',
    'likelihood_level': 'LikelihoodLevel', 'claim_basis': 'Basis', 'responsibility': 'Responsibility',
    'statement_status': 'Status', 'counter_stance': 'CounterStance', 'endorsement_stance': 'EndorsementStance',
    'citation_form': 'CitationForm', 'reach_via': 'Via',
}


@pytest.mark.parametrize('name,values', [pytest.param(*pair, id=pair[0]) for pair in enums() if pair[0] in DATABASE_NAMES])
def test_closed_lists_are_the_database_s(name, values):
    assert sorted(description().document['components']['schemas'][DATABASE_NAMES[name]]['enum']) == sorted(values)


def test_it_is_json_too():
    assert json.loads(json.dumps(description().document)) == description().document
