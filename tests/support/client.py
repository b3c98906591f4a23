"""A plain HTTP/1.1 client: it follows nothing, adds nothing, and holds every response against the OpenAPI description."""
import functools
import gzip
import http.client
import json

from tests.support import openapi


@functools.cache
def description():
    return openapi.Description()


class Response:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def header(self, name):
        """The value, several joined as RFC 9110 says; None where there is none."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ', '.join(values) if values else None

    def text(self):
        body = self.body
        if self.header('Content-Encoding') == 'gzip':
            body = gzip.decompress(body)
        return body.decode('utf-8')

    def json(self):
        return openapi.strict_json(self.text())

    def rows(self):
        value = self.json()
        return value if isinstance(value, list) else value['data']


class Client:
    def __init__(self, port, host='127.0.0.1', key=None):
        self.host, self.port, self.key = host, port, key
        self.base = f'http://{host}:{port}'

    def request(self, method, target, headers=None, check=True, timeout=30, body=None):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None and 'Content-Length' not in (headers or {}):
                connection.putheader('Content-Length', str(len(body)))
            connection.endheaders(body)
            raw = connection.getresponse()
            response = Response(raw.status, raw.getheaders(), raw.read())
        finally:
            connection.close()
        if check:
            description().check(method, target, response)
        return response

    def send(self, method, target, value=None, headers=None, **options):
        """With the client's key and a JSON body, a merge patch where the method is PATCH."""
        headers = dict(headers or {})
        if self.key is not None:
            headers.setdefault('Authorization', f'Bearer {self.key}')
        body = None
        if value is not None:
            body = json.dumps(value, ensure_ascii=False).encode()
            media = 'application/merge-patch+json' if method == 'PATCH' else 'application/json'
            headers.setdefault('Content-Type', media)
        return self.request(method, target, headers=headers, body=body, **options)

    def get(self, target, status=200, **options):
        response = self.request('GET', target, **options)
        assert response.status == status, f'GET {target} → {response.status}: {response.body[:2000]!r}'
        return response

    def rows(self, target):
        return self.get(target).rows()

    def every_row(self, target):
        """All rows of a list, page after page, by its own links."""
        rows, pages = [], 0
        while target is not None:
            page = self.get(target).json()
            rows += page['data']
            target = page['page']['next']
            pages += 1
            assert pages < 10_000, 'the pages go round in a circle'
        return rows
