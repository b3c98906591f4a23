"""Holds a response against openapi/openapi.yaml: what is not described there, is a fault."""
import json
import pathlib
import re
import urllib.parse

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
BODILESS = {204, 304}
# In the order of Allow.
METHODS = ('get', 'post', 'put', 'patch', 'delete')
# What the server says before it knows of a route.
BEFORE_ROUTING = {400, 408, 413, 414, 431, 500, 503}


class Fault(AssertionError):
    """A response that breaks the description."""


def strict_json(text):
    """Parses JSON; NaN, infinities and duplicate keys are refused."""

    def pairs(items):
        keys = [key for key, _ in items]
        if len(keys) != len(set(keys)):
            raise ValueError(f'duplicate keys among {keys}')
        return dict(items)

    def constant(name):
        raise ValueError(f'{name} is not JSON')

    return json.loads(text, object_pairs_hook=pairs, parse_constant=constant)


def alternatives(node, partial):
    """The document with the parts of records that `fields` makes as the only alternative, or without them."""
    if isinstance(node, list):
        return [alternatives(value, partial) for value in node]
    if not isinstance(node, dict):
        return node
    node = {key: alternatives(value, partial) for key, value in node.items()}
    names = [choice.get('$ref', '') for choice in node.get('anyOf', [])]
    if any(name.endswith('Part') for name in names):
        node['anyOf'] = [choice for choice, name in zip(node['anyOf'], names)
                         if 'Withheld' in name or name.endswith('Part') == partial]
    return node


class Description:
    def __init__(self, document=None):
        if document is None:
            document = yaml.safe_load((ROOT / 'openapi/openapi.yaml').read_text('utf-8'))
        self.document = document
        self.resolvers = {partial: jsonschema.RefResolver.from_schema(alternatives(document, partial))
                          for partial in (False, True)}
        self.resolver = self.resolvers[False]
        self.formats = jsonschema.FormatChecker(['date', 'uuid', 'regex'])
        self.paths = []
        for template, item in document['paths'].items():
            pattern = re.sub(r'\\{[^/]+\\}', '[^/]+', re.escape(template))
            self.paths.append((template, re.compile(pattern), item))

    def deref(self, node):
        while '$ref' in node:
            _, node = self.resolver.resolve(node['$ref'])
        return node

    def find(self, path):
        """The template and path item of a raw request path, or None."""
        forms = [(path, False)]
        if path.startswith('/v1/'):
            forms.append((path[3:], True))
        best = None
        for form, versioned in forms:
            for template, pattern, item in self.paths:
                unversioned_only = [server['url'] for server in item.get('servers', [])] == ['/']
                if pattern.fullmatch(form) and not (versioned and unversioned_only):
                    if best is None or '{' not in template:
                        best = template, item
        return best

    def parameters(self, operation, where='query'):
        found = map(self.deref, operation.get('parameters', []))
        return {parameter['name']: parameter for parameter in found if parameter['in'] == where}

    def operations(self):
        """Every (template, item, operation) that reads."""
        return [(template, item, item['get']) for template, item in self.document['paths'].items() if 'get' in item]

    def methods(self):
        """Every template, and the methods that it is described for, HEAD and OPTIONS aside."""
        return [(template, [name.upper() for name in METHODS if name in item])
                for template, item in self.document['paths'].items()]

    def form(self, path, response):
        """The operation at the path with a suffix, where Accept chose that form of a list."""
        media = (response.header('Content-Type') or '').split(';')[0]
        suffix = {'text/csv': '.csv', 'application/x-ndjson': '.ndjson'}.get(media)
        found = suffix and not path.endswith(suffix) and self.find(path + suffix)
        return found[1]['get'] if found else {}

    def check_schema(self, schema, value, where):
        # Of alternatives that differ in their JSON type, only the one that fits is looked at: its faults can be read.
        choices = [choice for choice in schema.get('oneOf', []) if self._is_of_type(self.deref(choice), value)]
        if len(choices) == 1:
            schema = choices[0]
        validator = jsonschema.Draft202012Validator(schema, resolver=self.resolver, format_checker=self.formats)
        faults = []
        for error in validator.iter_errors(value):
            error = jsonschema.exceptions.best_match([error])
            at = '/'.join(map(str, error.absolute_path))
            faults.append(f'{where} at /{at}: {error.message[:400]}')
        if faults:
            raise Fault('\n'.join(faults[:10]))

    def _is_of_type(self, schema, value):
        names = {list: 'array', dict: 'object', str: 'string', type(None): 'null', bool: 'boolean', int: 'integer'}
        return schema.get('type', names[type(value)]) == names[type(value)]

    def check(self, method, target, response):
        """Raises Fault unless the description foresees this response to this request."""
        path, _, query = target.partition('?')
        given = {name for name, _ in urllib.parse.parse_qsl(query, keep_blank_values=True)}
        # A whole record is never a part of one, nor the other way round.
        self.resolver = self.resolvers['fields' in given]
        found = self.find(path)
        what = f'{method} {target} → {response.status}'
        if response.status >= 500 and response.status != 503:
            raise Fault(f'{what}: {response.body[:300]!r}')
        if found is None:
            if response.status != 404 and response.status not in BEFORE_ROUTING:
                raise Fault(f'{what}: no such path is described')
            return self.check_problem(what, method, response)
        operation = found[1].get('get' if method == 'HEAD' else method.lower())
        if operation is None and method != 'OPTIONS':
            if response.status not in BEFORE_ROUTING | {405}:
                raise Fault(f'{what}: the method is not described')
            if response.status == 405 and not response.header('Allow'):
                raise Fault(f'{what}: 405 without Allow')
            return self.check_problem(what, method, response)
        if method == 'OPTIONS':
            if response.status == 204 and not response.header('Allow'):
                raise Fault(f'{what}: no Allow')
            if response.status != 204 and response.status not in BEFORE_ROUTING:
                raise Fault(f'{what}: OPTIONS is answered with 204')
            return None
        if response.status < 400:
            known = {**self.parameters(operation), **self.parameters(self.form(path, response))}
            if given - set(known):
                raise Fault(f'{what}: takes the undescribed parameters {sorted(given - set(known))}')
        described = operation['responses'].get(str(response.status))
        if described is None:
            if response.status in BEFORE_ROUTING:
                return self.check_problem(what, method, response)
            raise Fault(f'{what}: the status is not described')
        described = self.deref(described)
        self.check_headers(what, described, response)
        if response.status in BODILESS:
            if response.body:
                raise Fault(f'{what}: has a body')
            return None
        return self.check_content(what, method, described.get('content', {}), response)

    def check_headers(self, what, described, response):
        streamed = response.header('Transfer-Encoding') == 'chunked'
        tagged = 'ETag' in described.get('headers', {})
        if response.status in (200, 201) and tagged and not streamed and response.header('ETag') is None:
            raise Fault(f'{what}: a whole answer without an ETag')
        for name, header in described.get('headers', {}).items():
            header = self.deref(header)
            value = response.header(name)
            if value is None:
                if header.get('required'):
                    raise Fault(f'{what}: without the header {name}')
                continue
            if header['schema'].get('type') == 'integer':
                if not value.isdigit():
                    raise Fault(f'{what}: {name}: {value} is no number')
                value = int(value)
            self.check_schema(header['schema'], value, f'{what}: header {name}')

    def check_problem(self, what, method, response):
        content = {'application/problem+json': {'schema': {'$ref': '#/components/schemas/Problem'}}}
        self.check_content(what, method, content, response)

    def check_content(self, what, method, content, response):
        media = (response.header('Content-Type') or '').split(';')[0].strip()
        if media not in content:
            raise Fault(f'{what}: Content-Type {media!r} is not among {sorted(content)}')
        if method == 'HEAD':
            if response.body:
                raise Fault(f'{what}: has a body')
            return
        if not re.fullmatch(r'application/(.+\+)?json', media):
            return
        try:
            value = strict_json(response.text())
        except ValueError as error:
            raise Fault(f'{what}: the body is not JSON: {error}') from error
        if media == 'application/problem+json' and value.get('status') != response.status:
            raise Fault(f'{what}: the body says status {value.get("status")}')
        self.check_schema(content[media]['schema'], value, what)
