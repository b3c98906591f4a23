#!/usr/bin/python3
"""Sends requests byte for byte and looks at what comes back: cases.yaml.

    tests/http/raw/run.py HOST:PORT [--path /claims] [--case NAME]

Prints a line for each case that fails; exit status 1 if any does.
"""
import argparse
import json
import pathlib
import re
import socket
import sys
import time

import yaml

PROBE = b'GET %s HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n'
# Long enough for an answer that should not come, short enough for a hundred cases.
QUIET = 0.25
LONGEST = 5


def expand(text, path):
    """{PATH}, and {N * text}, innermost first."""
    text = text.replace('{PATH}', path)
    while True:
        found = re.search(r'\{(\d+) \* ([^{}]*)\}', text, re.DOTALL)
        if not found:
            return text.encode('latin-1', 'xmlcharrefreplace') if not re.search(r'[^\x00-\xff]', text) else text.encode()
        text = text[:found.start()] + found[2] * int(found[1]) + text[found.end():]


def read_all(connection, quiet):
    """Bytes until the other side closes (then True) or says nothing for `quiet` seconds."""
    got = b''
    connection.settimeout(quiet)
    try:
        while True:
            piece = connection.recv(65536)
            if not piece:
                return got, True
            got += piece
    except socket.timeout:
        return got, False
    except ConnectionError:
        return got, True


def split_answers(got, head):
    """[(status, headers, body)] of a sequence of answers; a rest that is none is one with status None."""
    answers = []
    while got:
        end = got.find(b'\r\n\r\n')
        match = re.match(rb'HTTP/1\.[01] (\d{3}) ', got)
        if end < 0 or not match:
            answers.append((None, {}, got))
            break
        status = int(match[1])
        headers = {}
        for line in got[:end].split(b'\r\n')[1:]:
            name, _, value = line.partition(b':')
            headers[name.decode('latin-1').lower()] = value.strip().decode('latin-1')
        length = int(headers.get('content-length', 0))
        if head or status < 200 or status in (204, 304):
            length = 0
        answers.append((status, headers, got[end + 4:end + 4 + length]))
        got = got[end + 4 + length:]
    return answers


def connect(address):
    connection = socket.create_connection(address, timeout=LONGEST)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def check(case, address, path):
    """What is wrong, or None."""
    pieces = case['send'] if isinstance(case['send'], list) else [case['send']]
    with connect(address) as connection:
        try:
            for piece in pieces:
                connection.sendall(expand(piece, path))
                if len(pieces) > 1:
                    time.sleep(0.02)
        except ConnectionError:
            pass
        got, closed = read_all(connection, QUIET if not case['closed'] else LONGEST)
        answers = split_answers(got, case.get('head', False))
        statuses = [answer[0] for answer in answers]
        if case.get('library'):
            if statuses[:1] != case['status'][:1] or not closed:
                return f'answers {statuses}, closed {closed}'
            return None
        if statuses != case['status']:
            return f'answers {statuses}, not {case["status"]}: {got[:200]!r}'
        if closed != case['closed']:
            return f'closed {closed}'
        if 'problem' in case:
            status, headers, body = answers[-1]
            if headers.get('content-type') != 'application/problem+json':
                return f'content type {headers.get("content-type")}'
            problem = json.loads(body)
            if not problem['type'].endswith('/problems/' + case['problem']) or problem['status'] != status:
                return f'problem {problem}'
        if not closed:
            connection.settimeout(LONGEST)
            connection.sendall(PROBE % path.encode())
            got, closed = read_all(connection, LONGEST)
            if [answer[0] for answer in split_answers(got, False)] != [200] or not closed:
                return f'afterwards {got[:200]!r}, closed {closed}'
    return None


def run(host, port, path, only=None):
    """[(name, what is wrong)]"""
    cases = yaml.safe_load((pathlib.Path(__file__).parent / 'cases.yaml').read_text())
    failures = []
    for case in cases:
        if only and case['name'] != only:
            continue
        wrong = check(case, (host, port), path)
        if wrong:
            failures.append((case['name'], wrong))
    return len(cases), failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('address')
    parser.add_argument('--path', default='/claims')
    parser.add_argument('--case')
    options = parser.parse_args()
    host, _, port = options.address.rpartition(':')
    count, failures = run(host, int(port), options.path, options.case)
    for name, wrong in failures:
        print(f'{name}: {wrong}')
    print(f'{count} cases, {len(failures)} failed')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
