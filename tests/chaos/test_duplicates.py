"""The same post many times at once."""
import concurrent.futures
import http.client
import json
import random
import threading
import time

import pytest

from tests.chaos.writers import CLAIM, Place

KEYS, TIMES, CLIENTS = 1000, 10, 64


@pytest.fixture
def place():
    place = Place('duplicates')
    yield place
    place.stop()


def test_ten_thousand_posts_over_a_thousand_keys_make_a_thousand_rows(place):
    posts = [number for number in range(KEYS) for _ in range(TIMES)]
    random.Random(0).shuffle(posts)
    mine, answers = threading.local(), {number: [] for number in range(KEYS)}

    def post(number):
        headers = {'Authorization': f'Bearer {place.key}', 'Content-Type': 'application/json', 'Idempotency-Key': f'key {number}'}
        body = json.dumps({**CLAIM, 'statement': f'duplicate {number}'})
        while True:
            if not hasattr(mine, 'connection'):
                mine.connection = http.client.HTTPConnection('127.0.0.1', place.service.port, timeout=60)
            try:
                mine.connection.request('POST', '/claims', body, headers)
                answer = mine.connection.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException):
                mine.connection.close()
                time.sleep(0.05)
                continue
            # Busy, or the first still runs: whoever repeats, here as where there was no answer, gets that of the first.
            if answer.status not in (503, 409):
                answers[number].append((answer.status, answer.getheader('Location'), answer.getheader('ETag'), text,
                                        answer.getheader('Idempotency-Replayed')))
                return

    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        for done in pool.map(post, posts):
            assert done is None
    assert place.rows("select count(*), count(distinct statement) from claimd.statement where statement like 'duplicate %'") == [
        (KEYS, KEYS)]
    for given in answers.values():
        assert len(given) == TIMES and {one[0] for one in given} == {201}
        assert len({one[:4] for one in given}) == 1, 'all answers to a key are equal'
        assert sum(one[4] is None for one in given) <= 1, 'one made it'
