"""Starting and stopping."""
import signal
import socket
import subprocess
import threading

from tests.support.service import Service, program, until


def children(pid):
    return subprocess.run(['pgrep', '-P', str(pid)], capture_output=True, text=True, check=False).stdout.split()


def test_sigterm_leaves_nothing(world_database):
    service = Service(world_database.url, 'lifecycle').wait()
    service.client.get('/claims')
    assert not children(service.process.pid)
    assert service.stop(signal.SIGTERM) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(('127.0.0.1', service.port)) != 0


def test_sigint_ends_it_too(world_database):
    assert Service(world_database.url, 'interrupted').wait().stop(signal.SIGINT) == 0


def test_what_is_under_way_is_finished(world_database):
    service = Service(world_database.url, 'draining').wait()
    statuses, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            try:
                statuses.append(service.client.request('GET', '/claims?limit=100', check=False).status)
            except ConnectionRefusedError:
                return
            except OSError as error:
                statuses.append(error)
                return

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    until(lambda: len(statuses) > 20, 20, 'requests under way')
    assert service.stop() == 0
    stop.set()
    for thread in threads:
        thread.join(10)
    # A connection that was accepted by the kernel alone may be reset; one that was being answered is not cut.
    unexpected = [status for status in statuses if status not in (200, 503) and not isinstance(status, ConnectionResetError)]
    assert not unexpected, unexpected


def test_port_taken(world_service, world_database):
    second = Service(world_database.url, 'second', {'CLAIMD_LISTEN': f'127.0.0.1:{world_service.port}'})
    assert second.process.wait(20) != 0
    assert b'in use' in second.output() and str(world_service.port).encode() in second.output()
    world_service.client.get('/claims?limit=1')


def of_socket(path, target):
    """The status of the answer that a Unix socket gives, 0 where nobody listens."""
    asked = subprocess.run(['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '--unix-socket', path,
                            f'http://localhost{target}'], capture_output=True, text=True, check=False)
    return int(asked.stdout)


def test_unix_sockets(world_database, tmp_path):
    public, private = tmp_path / 'claimd.sock', tmp_path / 'private.sock'
    places = {'CLAIMD_LISTEN': f'unix:{public}', 'CLAIMD_PRIVATE_LISTEN': f'unix:{private}', 'CLAIMD_LOOPS': '3'}

    def started(name):
        service = Service(world_database.url, name, places)
        until(lambda: of_socket(private, '/readyz') == 200 or service.process.poll() is not None, 20, 'claimd is ready')
        return service

    first = started('sockets')
    second = Service(world_database.url, 'sockets-taken', places)
    assert second.process.wait(20) != 0
    assert b'in use' in second.output() and str(public).encode() in second.output()
    # Each loop takes its share.
    assert [of_socket(public, '/claims?limit=1') for _ in range(20)] == [200] * 20
    assert of_socket(public, '/readyz') == 404 and of_socket(private, '/claims') == 404
    first.process.kill()
    first.process.wait()
    again = started('sockets-again')
    assert of_socket(public, '/claims?limit=1') == 200
    assert again.stop() == 0
    assert not public.exists() and not private.exists()


def test_private_addresses_are_private(world_service):
    for path in ('/livez', '/readyz', '/version'):
        assert world_service.private.request('GET', path, check=False).status == 200
        assert world_service.client.request('GET', path).status == 404
    assert world_service.private.request('GET', '/claims', check=False).status == 404


def test_health_command(world_service):
    environment = {'CLAIMD_PRIVATE_LISTEN': f'127.0.0.1:{world_service.private_port}'}
    assert subprocess.run([program(), 'health'], env=environment, timeout=20, check=False).returncode == 0
    environment = {'CLAIMD_PRIVATE_LISTEN': '127.0.0.1:1'}
    assert subprocess.run([program(), 'health'], env=environment, timeout=20, check=False).returncode != 0


def test_help_and_mistakes():
    assert subprocess.run([program(), '--help'], capture_output=True, timeout=20, check=True).stdout
    assert subprocess.run([program(), '--version'], capture_output=True, timeout=20, check=True).stdout
    for arguments in ([], ['srve'], ['serve', '--no-such-flag']):
        done = subprocess.run([program(), *arguments], capture_output=True, timeout=20, check=False)
        assert done.returncode == 2 and done.stderr, arguments
