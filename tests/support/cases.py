"""Test cases as files: a YAML list of requests and what is expected of the answers (docs in tests/http/README.md)."""
import json
import re

PLACEHOLDER = re.compile(r'\{([a-z-]+):([^}]+)\}')
SAVED = re.compile(r'\$\{([a-z_]+)\}')
METHODS = ('get', 'head', 'options', 'post', 'put', 'patch', 'delete')
CASE_KEYS = {'name', 'headers', 'json', 'raw', 'key', 'save', 'expect', *METHODS}
EXPECT_KEYS = {'status', 'headers', 'body', 'exact', 'values', 'same_as', 'same_rows_as', 'count', 'faults'}


class Mismatch(AssertionError):
    pass


def require(condition, message):
    if not condition:
        raise Mismatch(message)


def shape(case):
    """Refuses a case that has a misspelt key: it would test nothing."""
    unknown = set(case) - CASE_KEYS | set(case.get('expect', {})) - EXPECT_KEYS
    require(not unknown, f'unknown keys {sorted(unknown)}')
    methods = [method for method in METHODS if method in case]
    require(len(methods) == 1, 'a case has exactly one method')
    return methods[0]


def subset(expected, actual, where=''):
    """Objects may have more keys than expected, lists not more elements."""
    if isinstance(expected, dict):
        require(isinstance(actual, dict), f'{where or "/"}: {actual!r} is no object')
        for key, value in expected.items():
            require(key in actual, f'{where}/{key} is missing')
            subset(value, actual[key], f'{where}/{key}')
    elif isinstance(expected, list):
        require(isinstance(actual, list), f'{where or "/"}: {actual!r} is no list')
        require(len(expected) == len(actual), f'{where or "/"}: {len(actual)} elements, not {len(expected)}: {actual!r}')
        for index, (one, other) in enumerate(zip(expected, actual)):
            subset(one, other, f'{where}/{index}')
    else:
        require(type(expected) is type(actual) and expected == actual, f'{where or "/"}: {actual!r}, not {expected!r}')


def matches_subset(expected, actual):
    try:
        subset(expected, actual)
    except Mismatch:
        return False
    return True


def select(value, path):
    """data[*].claimants[0].slug → the value, or the flat list of values where there is a star."""
    values, many = [value], False
    for step in re.findall(r'[^.\[\]]+|\[\*\]|\[-?\d+\]', path):
        if step == '[*]':
            many = True
            values = [element for each in values for element in each]
        elif step.startswith('['):
            values = [each[int(step[1:-1])] for each in values]
        else:
            values = [each[step] for each in values]
    return values if many else values[0]


def listed(value):
    return value if isinstance(value, list) else [value]


RULES = {
    'contains': lambda got, want: all(element in got for element in listed(want)),
    'excludes': lambda got, want: not any(element in got for element in listed(want)),
    'each': lambda got, want: all(element in listed(want) for element in got),
    'some': lambda got, want: any(matches_subset(want, element) for element in got),
    'none': lambda got, want: not any(matches_subset(want, element) for element in got),
    'set': lambda got, want: sorted(set(map(str, got))) == sorted(map(str, want)),
    'length': lambda got, want: len(got) == want,
    'min': lambda got, want: all(element >= want for element in listed(got)),
    'max': lambda got, want: all(element <= want for element in listed(got)),
    'matches': lambda got, want: all(re.search(want, element) for element in listed(got)),
    'ordered': lambda got, want: got == sorted(got, reverse=want == 'descending'),
}


def check_value(got, want, path):
    if not isinstance(want, dict) or not set(want) <= set(RULES):
        require(got == want, f'{path}: {got!r}, not {want!r}')
        return
    for rule, argument in want.items():
        require(RULES[rule](got, argument), f'{path}: {got!r} breaks "{rule}: {argument!r}"')


def check_headers(expected, response):
    for name, want in expected.items():
        got = response.header(name)
        if want is True or want is False:
            require((got is not None) is want, f'header {name}: {got!r}')
        elif want.startswith('/') and want.endswith('/'):
            require(got is not None and re.search(want[1:-1], got), f'header {name}: {got!r} does not match {want}')
        else:
            require(got == want, f'header {name}: {got!r}, not {want!r}')


def check_faults(expected, errors):
    """Exactly these faults, in any order; a suggestion may be one of several."""
    errors = list(errors)
    for want in expected:
        want = dict(want)
        suggestion = want.pop('suggestion', None)
        for error in errors:
            offered = [error.get('suggestion'), *error.get('suggestions', [])]
            if matches_subset(want, error) and (suggestion is None or suggestion in offered):
                errors.remove(error)
                break
        else:
            raise Mismatch(f'no fault {want}{f" suggesting {suggestion}" if suggestion else ""} in {errors}')
    require(not errors, f'more faults than expected: {errors}')


def without_links(page):
    """A page but for what repeats the request: links and what was matched by which words."""
    rows = [{key: value for key, value in row.items() if key != 'matched'} for row in page['data']]
    return {'data': rows, 'count': page['meta']['count'], 'returned': page['page']['returned']}


def check(expect, response, client, resolve):
    require(response.status == expect.get('status', 200),
            f'status {response.status}, not {expect.get("status", 200)}: {response.body[:1500]!r}')
    check_headers(expect.get('headers', {}), response)
    for target in listed(expect.get('same_as', [])):
        require(client.get(resolve(target)).body == response.body, f'{target} has another answer')
    if not set(expect) - {'status', 'headers', 'same_as'}:
        return
    body = response.json()
    if 'exact' in expect:
        require(body == expect['exact'], f'{body!r}, not {expect["exact"]!r}')
    if 'body' in expect:
        subset(expect['body'], body)
    if 'count' in expect:
        check_value(len(response.rows()), expect['count'], 'the number of rows')
    for path, want in expect.get('values', {}).items():
        check_value(select(body, path), want, path)
    if 'faults' in expect:
        check_faults(expect['faults'], body.get('errors', []))
    for target in listed(expect.get('same_rows_as', [])):
        require(without_links(client.get(resolve(target)).json()) == without_links(body), f'{target} has other rows')


def fill(value, saved):
    """Puts what earlier steps saved for ${name}, in texts however deep; a text that is nothing else becomes the value."""
    if isinstance(value, dict):
        return {key: fill(one, saved) for key, one in value.items()}
    if isinstance(value, list):
        return [fill(one, saved) for one in value]
    if not isinstance(value, str):
        return value
    whole = SAVED.fullmatch(value)
    return saved[whole.group(1)] if whole else SAVED.sub(lambda match: str(saved[match.group(1)]), value)


def save(wanted, response, saved):
    for name, path in wanted.items():
        header = path.removeprefix('header ')
        saved[name] = response.header(header) if header != path else (
            response.json() if path == 'body' else select(response.json(), path))


def run_step(step, client, keys, resolve, saved):
    method = shape(step)
    step = fill(step, saved)
    headers = dict(step.get('headers') or {})
    key = step.get('key', 'editor' if keys and method in ('post', 'put', 'patch', 'delete') else None)
    if key and key != 'none':
        headers['Authorization'] = f'Bearer {keys[key]}'
    body = step['raw'].encode() if 'raw' in step else None
    if 'json' in step:
        body = json.dumps(step['json'], ensure_ascii=False).encode()
        media = 'application/merge-patch+json' if method == 'patch' else 'application/json'
        headers.setdefault('Content-Type', media)
    response = client.request(method.upper(), resolve(step[method]), headers=headers, body=body)
    check(step.get('expect', {}), response, client, resolve)
    save(step.get('save', {}), response, saved)


def run(case, client, resolve, keys=None):
    """
    Runs one case: a request, or `steps`, each a request that may use what those before it saved. `resolve` replaces
    {claims:collection/key} by the record's id; `keys` has the keys that `key` names.
    """
    saved = {}
    require('steps' not in case or set(case) == {'name', 'steps'}, 'a case of steps has nothing beside them')
    for number, step in enumerate(case.get('steps', [case]), 1):
        try:
            run_step(step, client, keys, resolve, saved)
        except AssertionError as error:
            raise Mismatch(f'step {number}: {error}') from error
