#!/usr/bin/python3
"""Drives the toy server hard, and breaks its database meanwhile. Not part of the ordinary suite: build it with a sanitizer,
and look at what it says.

    CLAIMD=build-tsan/service/claimd tests/engine/stress.py [--seconds 60] [--clients 64] [--no-breaking]

Every answer is checked. Exit status 1 where one was wrong or the server did not end well.
"""
import argparse
import asyncio
import collections
import json
import os
import random
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../..'))

from tests.engine.conftest import Toy  # noqa: E402
from tests.support.service import Cluster  # noqa: E402


class Run:
    def __init__(self, toy, end):
        self.toy, self.end = toy, end
        self.outcomes = collections.Counter()
        self.wrong = []

    def running(self):
        return asyncio.get_running_loop().time() < self.end

    async def answer(self, reader):
        head = (await reader.readuntil(b'\r\n\r\n')).decode('latin-1')
        status = int(head[9:12])
        fields = dict(line.lower().split(': ', 1) for line in head.split('\r\n')[1:] if line)
        body = b''
        if status == 304:
            pass
        elif fields.get('transfer-encoding') == 'chunked':
            while True:
                size = int(await reader.readuntil(b'\r\n'), 16)
                body += (await reader.readexactly(size + 2))[:-2]
                if size == 0:
                    break
        else:
            body = await reader.readexactly(int(fields['content-length']))
        return status, fields, body

    def check(self, kind, n, status, body):
        self.outcomes[f'{kind} {status}'] += 1
        fine = True
        if status == 503:
            fine = json.loads(body)['type'].split('/')[-1] in ('unavailable', 'overloaded', 'deadline', 'shutting-down')
            self.outcomes[json.loads(body)['type']] += 1
        elif status != 200:
            fine = status == 500 and kind == 'divided'
        elif kind == 'answer':
            fine = body == b'{"n":%d}' % (2 * n)
        elif kind == 'plain':
            fine = len(body) == n
        elif kind == 'steps':
            fine = body == b'{"n":%d}' % (2 * (n - 1))
        elif kind == 'stream':
            lines = body.splitlines()
            fine = len(lines) == 1000 * n and len({line.split()[2] for line in lines}) == 1
        if not fine:
            self.wrong.append((kind, n, status, body[:200]))

    def pick(self):
        kind = random.choices(['answer', 'plain', 'steps', 'stream', 'divided', 'sleep-fast', 'sleep-slow', 'shape'],
                              [60, 15, 8, 2, 2, 2, 2, 9])[0]
        n = random.randrange(1, 8 if kind in ('steps', 'stream') else 400)
        query = {'divided': 'n=0', 'sleep-fast': 'seconds=0.02', 'sleep-slow': 'seconds=0.1'}.get(kind, f'n={n}')
        if kind == 'sleep-slow' and n % 3 == 0:
            query = 'seconds=1&budget=30'
        return ('answer', n, f'/shape?{query}') if kind == 'shape' else (kind, n, f'/{kind}?{query}')

    async def client(self):
        while self.running():
            try:
                reader, writer = await asyncio.open_connection('127.0.0.1', self.toy.port, limit=1 << 22)
            except OSError:
                self.outcomes['no connection'] += 1
                await asyncio.sleep(0.05)
                continue
            try:
                for _ in range(random.randrange(1, 200)):
                    kind, n, target = self.pick()
                    writer.write(f'GET {target} HTTP/1.1\r\nHost: a\r\n\r\n'.encode())
                    if random.random() < 0.03:
                        await asyncio.sleep(random.random() * 0.02)
                        if kind == 'stream':
                            await reader.read(1000)
                        self.outcomes['left'] += 1
                        break
                    status, _, body = await asyncio.wait_for(self.answer(reader), 40)
                    self.check(kind, n, status, body)
                    if not self.running():
                        break
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                # Only a stream may be broken off once it has begun.
                self.outcomes[f'cut {kind}'] += 1
                if kind != 'stream':
                    self.wrong.append((kind, n, 'cut', repr(error)))
            except asyncio.TimeoutError:
                self.wrong.append((kind, n, 'no answer within 40 s', ''))
            finally:
                writer.close()

    async def breaker(self, cluster):
        loop = asyncio.get_running_loop()
        while self.running():
            await asyncio.sleep(random.uniform(2, 5))
            if not self.running():
                return
            try:
                rows = await loop.run_in_executor(
                    None, cluster.execute, "select pid from pg_stat_activity where application_name like 'claimd %'")
            except Exception:
                continue
            sig = random.choice([signal.SIGTERM, signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP])
            pids = [pid for (pid,) in rows]
            if sig == signal.SIGTERM:
                pids = random.sample(pids, random.randrange(len(pids) + 1))
            if sig == signal.SIGSTOP:
                pids.append(cluster.pid)
            self.outcomes[f'broken by {sig.name}'] += 1
            for one in (sig, signal.SIGCONT):
                for pid in pids:
                    try:
                        os.kill(pid, one)
                    except ProcessLookupError:
                        pass
                if one == signal.SIGSTOP:
                    await asyncio.sleep(random.uniform(0.5, 8))


async def drive(toy, cluster, options):
    run = Run(toy, asyncio.get_running_loop().time() + options.seconds)
    tasks = [run.client() for _ in range(options.clients)]
    if options.breaking:
        tasks.append(run.breaker(cluster))
    await asyncio.gather(*tasks)
    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seconds', type=float, default=60)
    parser.add_argument('--clients', type=int, default=64)
    parser.add_argument('--no-breaking', dest='breaking', action='store_false')
    options = parser.parse_args()
    cluster = Cluster('stress')
    toy = Toy(cluster.url('postgres'), 'stress', loops=2, slow_links=8, stream_links=4).wait()
    try:
        run = asyncio.run(drive(toy, cluster, options))
        print(f'memory: {toy.status("VmRSS")} KiB, peak {toy.status("VmHWM")} KiB; descriptors: {toy.descriptors()}')
        ended = toy.stop()
    finally:
        toy.process.kill()
        cluster.stop()
    for outcome, count in sorted(run.outcomes.items()):
        print(f'{count:8} {outcome}')
    for wrong in run.wrong[:20]:
        print('WRONG', wrong)
    print(f'{len(run.wrong)} wrong, exit status {ended}')
    return 1 if run.wrong or ended != 0 else 0


if __name__ == '__main__':
    sys.exit(main())
