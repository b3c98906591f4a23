"""Readers, each with a connection of its own and a pause between two requests: how long their answers take.

    python3 readers.py PORT SECONDS TARGET...        prints milliseconds, one answer a line

A process of its own, so that it waits for nothing but the service.
"""
import asyncio
import random
import sys
import time

READERS = 64
PAUSE = 0.25


async def answer(reader):
    """Status and length of one answer, which is read to its end."""
    head = (await reader.readuntil(b'\r\n\r\n')).decode('latin-1').lower()
    length = int(head.partition('content-length:')[2].split()[0])
    await reader.readexactly(length)
    return int(head.split()[1])


async def read(port, targets, until, times):
    chance = random.Random(len(times))
    await asyncio.sleep(chance.random() * PAUSE)
    reader, writer = await asyncio.open_connection('127.0.0.1', port, limit=1 << 22)
    while time.monotonic() < until:
        begun = time.monotonic()
        writer.write(f'GET {chance.choice(targets)} HTTP/1.1\r\nHost: x\r\n\r\n'.encode())
        assert await answer(reader) == 200
        times.append((time.monotonic() - begun) * 1000)
        await asyncio.sleep(PAUSE * (0.5 + chance.random()))
    writer.close()


async def main():
    port, seconds, targets = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    times, until = [], time.monotonic() + seconds
    await asyncio.gather(*(read(port, targets, until, times) for _ in range(READERS)))
    print('\n'.join(f'{one:.2f}' for one in times))


asyncio.run(main())
