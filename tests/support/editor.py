"""Somebody with a key."""


class Editor:
    def __init__(self, database, client, *scopes):
        self.client, self.name = client, f'An editor for {" and ".join(scopes)}'
        self.key = database.key(*scopes, name=self.name)

    def send(self, method, target, value=None, status=None, match=None):
        """`match`: the If-Match; True for what the record has now."""
        headers = {'Authorization': f'Bearer {self.key}'}
        if match is True:
            match = self.client.get('/'.join(target.split('?')[0].split('/')[:3])).header('ETag')
        if match:
            headers['If-Match'] = match
        answer = self.client.send(method, target, value, headers)
        assert status in (None, answer.status), f'{method} {target} → {answer.status}: {answer.body[:2000]!r}'
        return answer
