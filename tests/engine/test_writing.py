"""Writes: what is committed, refused, begun anew, and what is said when it is not known what became of it."""
import concurrent.futures
import threading
import time

import pytest

from tests.support.service import until

TABLE = """
create table public.toy (n bigint constraint toy_n_key unique, constraint toy_small check (n < 1000000));
create function public.toy_write(n bigint) returns bigint language plpgsql as $$ begin return n; end $$;
create sequence public.toy_calls;
"""


@pytest.fixture(scope='module')
def database(cluster):
    cluster.execute('create database toy')
    cluster.execute(TABLE, database='toy')
    return cluster.url('toy')


@pytest.fixture
def table(cluster, database):
    def ask(statement):
        return cluster.execute(statement, database='toy')
    ask('truncate public.toy')
    return ask


def post(one, target):
    return one.client.request('POST', target, check=False)


def kind(answer):
    return answer.json()['type'].removeprefix('/problems/')


def test_a_write_is_there_when_it_is_acknowledged(toy, database, table):
    one = toy(database).wait()
    for n in range(20):
        answer = post(one, f'/write?n={n}')
        assert answer.status == 201 and answer.json() == {'n': n}
        assert answer.header('Cache-Control') == 'no-store' and answer.header('X-Request-Id')
    assert table('select count(*) from public.toy') == [(20,)]


def test_steps_are_one_transaction(toy, database, table):
    one = toy(database, write_links=1).wait()
    assert post(one, '/write-two?n=1').json() == {'n': 2}
    assert table('select n from public.toy order by 1') == [(1,), (2,)]
    # The second step is refused: nothing of the first is left, and the connection is free again.
    table('delete from public.toy where n = 1')
    answer = post(one, '/write-two?n=1')
    assert answer.status == 409 and answer.json() == {'refused': '23505', 'constraint': 'toy_n_key'}
    assert table('select n from public.toy') == [(2,)]
    # An answer without a commit.
    assert post(one, '/write-two?n=5&budget=1').json() == {'n': 5}
    until(lambda: table("select count(*) from pg_stat_activity where state like 'idle in%'") == [(0,)], 5, 'rolled back')
    assert table('select n from public.toy') == [(2,)]
    assert post(one, '/write?n=6').status == 201


def test_refusals(toy, database, table):
    one = toy(database, write_links=1).wait()
    assert post(one, '/write?n=7').status == 201
    assert post(one, '/write?n=7').json() == {'refused': '23505', 'constraint': 'toy_n_key'}
    assert post(one, '/write?n=1000000').json() == {'refused': '23514', 'constraint': 'toy_small'}
    assert post(one, '/write-again?n=7').json() == {'n': 1}
    assert b'statement failed' not in one.output()


def test_a_refusal_of_the_commit_itself(toy, database, table):
    table("""create or replace function public.toy_late() returns trigger language plpgsql as
             $$ begin if new.n = 13 then raise exception 'late' using errcode = 'CD999'; end if; return null; end $$""")
    table('create constraint trigger late after insert on public.toy deferrable initially deferred for each row execute function toy_late()')
    try:
        one = toy(database, write_links=1).wait()
        assert post(one, '/write?n=13').json() == {'refused': 'CD999', 'constraint': ''}
        assert post(one, '/write-answered?n=13').json() == {'refused': 'CD999', 'constraint': ''}
        assert post(one, '/write?n=14').status == 201
        assert table('select n from public.toy') == [(14,)]
    finally:
        table('drop trigger late on public.toy')


def test_faults_of_the_program_stay_here(toy, database, table):
    one = toy(database, write_links=1).wait()
    table('alter table public.toy rename to other')
    try:
        answer = post(one, '/write?n=1')
        assert answer.status == 500 and b'toy' not in answer.body.replace(b'/write', b'') and b'42P01' in one.output()
    finally:
        table('alter table public.other rename to toy')
    assert post(one, '/write?n=1').status == 201


def calls(table, state, times):
    """toy_write raises `state` the first `times` times, then writes."""
    table('alter sequence public.toy_calls restart')
    table(f"""create or replace function public.toy_write(n bigint) returns bigint language plpgsql as $$ begin
              insert into public.toy values (n);
              if nextval('public.toy_calls') <= {times} then raise exception 'in the way' using errcode = '{state}'; end if;
              return n; end $$""")


@pytest.mark.parametrize('state', ['40001', '40P01'])
def test_who_was_in_the_way_is_tried_again(toy, database, table, state):
    one = toy(database, write_links=1).wait()
    calls(table, state, 3)
    assert post(one, '/write-called?n=1').status == 201
    assert table('select n from public.toy') == [(1,)]
    calls(table, state, 100)
    answer = post(one, '/write-called?n=2')
    assert answer.status == 503 and kind(answer) == 'overloaded' and answer.header('Retry-After')
    assert table("select last_value from public.toy_calls") == [(4,)]
    assert table('select n from public.toy') == [(1,)]


def test_settings_of_a_write(toy, database, table):
    got = post(toy(database, write_ms=3000).wait(), '/write-settings').json()
    assert got['isolation'] == 'read committed' and got['synchronous'] == 'on'

    def ms(text):
        return int(text[:-2]) if text.endswith('ms') else int(text[:-1]) * 1000
    assert 2000 < ms(got['lock']) < ms(got['statement']) < 3000 and ms(got['idle']) <= 10000


def test_asynchronous_commits_are_made_synchronous(toy, database, cluster):
    cluster.execute("alter database toy set synchronous_commit = off")
    try:
        assert post(toy(database).wait(), '/write-settings').json()['synchronous'] == 'on'
    finally:
        cluster.execute("alter database toy reset synchronous_commit")


def hold(table_url, statement, held, release):
    import psycopg2
    connection = psycopg2.connect(table_url)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        held.set()
        release.wait(20)
    connection.rollback()
    connection.close()


def test_a_lock_that_is_not_to_be_had(toy, database, table):
    """The handler is told in time to say something about it."""
    one = toy(database, write_ms=1000).wait()
    held, release = threading.Event(), threading.Event()
    holder = threading.Thread(target=hold, args=(database, 'insert into public.toy values (5)', held, release))
    holder.start()
    held.wait(10)
    begin = time.monotonic()
    answer = post(one, '/write?n=5')
    assert answer.json() == {'refused': '55P03', 'constraint': ''} and 0.5 < time.monotonic() - begin < 1.1
    release.set()
    holder.join()
    assert post(one, '/write?n=5').status == 201


def test_a_client_that_leaves_does_not_stop_a_write(toy, database, table):
    one = toy(database).wait()
    with one.connect() as connection:
        connection.sendall(b'POST /write-slow?n=9 HTTP/1.1\r\nHost: a\r\n\r\n')
        time.sleep(0.2)
    until(lambda: table('select n from public.toy') == [(9,)], 5, 'written')
    assert post(one, '/write?n=10').status == 201


def test_many_writers(toy, database, table):
    one = toy(database, loops=2, write_links=2).wait()
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda n: post(one, f'/write?n={n % 100}').status, range(400)))
    assert answers.count(201) == 100 and answers.count(409) == 300
    assert table('select count(*), count(distinct n) from public.toy') == [(100, 100)]


def test_a_full_queue(toy, database, table):
    one = toy(database, write_links=1, write_queue=2, write_ms=8000).wait()
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda n: post(one, f'/write-slow?n={n}'), range(12)))
    full = [answer for answer in answers if answer.status == 503]
    assert full and all(kind(answer) == 'overloaded' for answer in full)
    assert table('select count(*) from public.toy') == [(12 - len(full),)]


@pytest.fixture
def standby_that_never_comes(breakable):
    """Commits wait for a standby that is not there."""
    breakable.execute('create database toy')
    breakable.execute(TABLE, database='toy')
    breakable.execute("alter system set synchronous_standby_names = 'nobody'")
    breakable.execute('select pg_reload_conf()')
    yield breakable
    breakable.execute('set synchronous_commit = local', database='toy')


def waiting(cluster):
    """Backends that wait for a standby."""
    return cluster.execute("select pid from pg_stat_activity where wait_event = 'SyncRep'")


@pytest.mark.parametrize('target', ['write', 'write-answered'])
@pytest.mark.parametrize('how', ['cancel', 'terminate'])
def test_a_cancelled_wait_for_a_standby_is_no_success(toy, standby_that_never_comes, how, target):
    cluster = standby_that_never_comes
    one = toy(cluster.url('toy'), write_ms=10000, write_links=1)
    until(lambda: one.client.request('GET', '/answer', check=False).status == 200, 20, 'the database answers')
    for n in range(5):
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            answer = pool.submit(post, one, f'/{target}?n={n}')
            until(lambda: waiting(cluster), 10, 'it waits')
            cluster.execute(f'select pg_{how}_backend(pid) from pg_stat_activity where wait_event = %s', 'SyncRep')
            answer = answer.result()
        assert answer.status == 503 and kind(answer) == 'outcome-unknown' and answer.header('Retry-After')
        assert answer.header('ETag') is None and b'written":true' not in answer.body
        until(lambda: cluster.execute('select count(*) from public.toy', database='toy') == [(n + 1,)], 10, 'it was made all the same')


def test_a_commit_is_not_waited_for_beyond_the_deadline_nor_cancelled(toy, standby_that_never_comes):
    cluster = standby_that_never_comes
    one = toy(cluster.url('toy'), write_ms=700, write_links=1)
    until(lambda: one.client.request('GET', '/answer', check=False).status == 200, 20, 'the database answers')
    begin = time.monotonic()
    answer = post(one, '/write?n=1')
    assert kind(answer) == 'outcome-unknown' and 0.6 < time.monotonic() - begin < 1.7
    assert waiting(cluster), 'it still waits'
    # The standby is given up by who may: the commit is made, and the connection is good again.
    cluster.execute("alter system reset synchronous_standby_names")
    cluster.execute('select pg_reload_conf()')
    until(lambda: cluster.execute('select n from public.toy', database='toy') == [(1,)], 10, 'it was made')
    until(lambda: post(one, '/write?n=2').status == 201, 10, 'the connection is good again')


def test_a_connection_killed_in_its_commit(toy, breakable):
    """Its backend is stopped before it can answer; nobody knows."""
    breakable.execute('create database toy')
    breakable.execute(TABLE, database='toy')
    one = toy(breakable.url('toy'), write_ms=8000, write_links=1)
    until(lambda: one.client.request('GET', '/answer', check=False).status == 200, 20, 'the database answers')
    assert post(one, '/write?n=1').status == 201
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(post, one, '/write-slow?n=2')
        until(lambda: breakable.execute("select pid from pg_stat_activity where wait_event = 'PgSleep'"), 10, 'it runs')
        breakable.execute("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'")
        answer = answer.result()
    assert answer.status == 503 and kind(answer) == 'outcome-unknown'
    until(lambda: post(one, '/write?n=3').status in (201, 409), 10, 'another connection')


def test_no_connection_is_no_unknown_outcome(toy, breakable):
    breakable.execute('create database toy')
    breakable.execute(TABLE, database='toy')
    one = toy(breakable.url('toy'))
    until(lambda: post(one, '/write?n=1').status == 201, 20, 'the database answers')
    import os
    import signal
    os.kill(breakable.pid, signal.SIGQUIT)
    until(lambda: post(one, '/write?n=2').json().get('type') == '/problems/unavailable', 10, 'it is known that nothing was written')
    breakable.start()
    until(lambda: post(one, '/write?n=2').status in (201, 409), 20, 'it is back')


@pytest.mark.parametrize('how', ['terminate', 'cancel'])
def test_what_is_said_is_true(toy, database, table, how):
    """Connections are ended, or their statements cancelled, under load: 201 is there, a certain failure is not."""
    one = toy(database, loops=2, write_links=4, write_ms=3000, fast_links=1).wait()
    numbers, end, said = iter(range(1, 1_000_000)), time.monotonic() + 6, []

    def write():
        while time.monotonic() < end:
            n = next(numbers)
            answer = post(one, f'/write{("", "-two", "-answered")[n % 3]}?n={n * 2}')
            said.append((n, answer.status, '' if answer.status < 400 else answer.json().get('type', 'refused')))

    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        writers = [pool.submit(write) for _ in range(12)]
        while time.monotonic() < end:
            table(f"select pg_{how}_backend(pid) from pg_stat_activity where application_name = 'claimd write'"
                  " and state <> 'idle' order by random() limit 2")
            time.sleep(0.05)
        for writer in writers:
            writer.result()
    there = {n for n, in table('select n from public.toy')}
    for n, status, problem in said:
        whole = {n * 2, n * 2 + 1} <= there if n % 3 == 1 else n * 2 in there
        if status == 201 or status == 200:
            assert whole, (n, status)
        elif problem != '/problems/outcome-unknown':
            assert n * 2 not in there and n * 2 + 1 not in there, (n, status, problem)
        if n % 3 == 1:
            assert (n * 2 in there) == (n * 2 + 1 in there), 'half a transaction'
    kinds = {problem for _, _, problem in said}
    assert sum(status in (200, 201) for _, status, _ in said) > 50
    # A statement is seldom met by its cancellation; a connection always is by its end.
    assert how == 'cancel' or len(kinds) > 1, kinds
