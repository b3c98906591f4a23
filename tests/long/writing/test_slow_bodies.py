"""An import's body comes at a minimum rate, looked at every twenty seconds."""
import json
import socket
import threading
import time

from tests.http.test_imports import PAPER, World, body, chunk, claim, read_all
from tests.support.service import Cluster

RATE = 2000


def send(world, key, pace, seconds):
    """Sends lines at so many bytes a second for so long; what is answered, and when."""
    begun = time.monotonic()
    with socket.create_connection(('127.0.0.1', world.service.port), timeout=60) as connection:
        connection.sendall(f'POST /imports HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n'
                           f'Authorization: Bearer {key}\r\nTransfer-Encoding: chunked\r\n\r\n'.encode())
        number, sent = 0, 0
        try:
            while time.monotonic() - begun < seconds:
                line = body(claim(f'{pace} {number}', 'china'))
                connection.sendall(chunk(line))
                number, sent = number + 1, sent + len(line)
                time.sleep(max(0, begun + sent / pace - time.monotonic()))
            connection.sendall(b'0\r\n\r\n')
        except OSError:
            pass
        head, _, told = read_all(connection).partition(b'\r\n\r\n')
    return head, told, number, time.monotonic() - begun


def test_the_minimum_rate_of_an_import():
    cluster = Cluster('slow-bodies')
    try:
        world = World(cluster, 'slow', CLAIMD_STREAM_RATE=str(RATE))
        key = world.key('claims:write', 'sources:write')
        assert world.post(body(PAPER), key).status == 200
        answers = {}
        threads = [threading.Thread(target=lambda pace=pace: answers.update({pace: send(world, key, pace, 50)}))
                   for pace in (RATE // 2, RATE * 2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        head, told, _, seconds = answers[RATE // 2]
        assert head.startswith(b'HTTP/1.1 408 ') and json.loads(told)['type'] == '/problems/body-too-slow'
        assert 19 < seconds < 25
        head, told, number, _ = answers[RATE * 2]
        assert head.startswith(b'HTTP/1.1 200 ') and number > 0, told
        (rows,), = world.query("select count(*) from claimd.statement where statement like 'Statement 1000 %'"),
        assert rows == (0,)
        assert world.service.stop() == 0
    finally:
        cluster.stop()
