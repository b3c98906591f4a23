"""Every route is in the OpenAPI description and every operation has a route."""
import subprocess
import time

import pytest

from tests.support.client import description
from tests.support.service import program


def table():
    """The routes that the program has, as it tells them."""
    lines = subprocess.run([program(), 'routes'], capture_output=True, text=True, check=True, timeout=20).stdout
    return [tuple(line.split()[:2]) for line in lines.splitlines()]


def plain(template):
    """What the braces hold is a name in the description alone."""
    return '/'.join('{id}' if part.startswith('{') else part for part in template.split('/'))


def test_routes_and_operations_are_the_same():
    described = {(method, plain(template)) for template, methods in description().methods() for method in methods}
    private = {'/livez', '/readyz', '/version', '/metrics'}
    assert {(method, plain(path)) for method, path in table() if path not in private} == described


@pytest.mark.parametrize('template,methods', description().methods())
def test_every_address_is_served(world, template, methods):
    path = plain(template).replace('{id}', 'not-found')
    answer = world.request('OPTIONS', path)
    allowed = {*methods, 'OPTIONS', *(['HEAD'] if 'GET' in methods else [])}
    assert answer.status == 204 and set(answer.header('Allow').split(', ')) == allowed


def test_the_served_description_is_the_written_one(world):
    assert world.get('/openapi.json').json() == description().document


def parameters():
    for template, _, operation in description().operations():
        for name, parameter in description().parameters(operation).items():
            yield pytest.param(template, name, parameter, id=f'{template} {name}')


def sample_value(world, template, name, parameter):
    schema = description().deref(parameter['schema'])
    items = description().deref(schema.get('items', {}))
    if name == 'cursor':
        prefix = template.split('.')[0].replace('{id}', 'atlantis' if 'actors' in template else 'echo-2021')
        following = world.get(f'{prefix}?limit=1').json()['page']['next']
        return following.split('cursor=')[1].split('&')[0] + '&limit=1' if following else None
    for enum in (schema.get('enum'), items.get('enum')):
        if enum:
            return enum[-1]
    known = {'actor': 'atlantis', 'claimant': 'aurora', 'party': 'lemuria', 'spoken_by': 'bob-example',
             'incident': 'tide-2021', 'source': 'echo-2021', 'publisher': 'aurora', 'collection': 'world',
             'claim': 'world%2Flemuria-tide', 'victim_country': 'FR', 'country': 'FR', 'sector': 'government', 'language': 'fr', 'from': '2021',
             'to': '2021', 'limit': '7', 'as_of': time.strftime('%Y-%m-%d', time.gmtime()), 'diff': '1', 'q': 'atlantis',
             'known_on': '2024'}
    return known[name]


def needed(template, name=None):
    """What else a query of this address must have."""
    return ''.join(f'&{other}={sample_value(None, template, other, parameter)}'
                   for at, _, operation in description().operations() if at == template
                   for other, parameter in description().parameters(operation).items()
                   if parameter.get('required') and parameter['in'] == 'query' and other != name)


@pytest.mark.parametrize('template,name,parameter', parameters())
def test_every_parameter_is_taken(world, template, name, parameter):
    identity = {'/claims/{id}': 'claims', '/counter-claims/{id}': 'counter-claims', '/endorsements/{id}': 'endorsements'}
    place = template
    for prefix, resource in identity.items():
        if template.startswith(prefix):
            place = template.replace('{id}', world.rows(f'/{resource}?limit=1')[0]['id'])
    place = place.replace('{id}', {'actors': 'atlantis', 'incidents': 'tide-2021'}.get(place.split('/')[1], 'echo-2021'))
    place = place.replace('{revision}', '1')
    value = sample_value(world, place, name, parameter)
    if value is not None:
        world.get(f'{place}?{name}={value}{needed(template, name)}')


@pytest.mark.parametrize('template', [template for template, _, _ in description().operations()])
def test_every_address_refuses_unknown_parameters(world, template):
    path = plain(template).replace('{id}', 'not-found')
    status = 401 if description().document['paths'][template]['get'].get('security') else 400
    errors = world.get(f'{path}?no_such_parameter=1{needed(template)}', status=status).json()['errors']
    assert [(error['parameter'], error['code']) for error in errors] == [('no_such_parameter', 'unknown-parameter')]


@pytest.mark.parametrize('template,name,parameter', parameters())
def test_every_closed_list_is_closed(world, template, name, parameter):
    schema = description().deref(parameter['schema'])
    listed = schema.get('enum') or description().deref(schema.get('items', {})).get('enum')
    if listed is None:
        return
    errors = world.get(f'{plain(template).replace("{id}", "not-found")}?{name}=no-such-value{needed(template, name)}',
                       status=400).json()['errors']
    assert [(error['parameter'], error['code']) for error in errors] == [(name, 'unknown-value')]
    assert sorted(errors[0]['allowed']) == sorted(listed)
