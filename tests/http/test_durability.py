"""serve looks whether its database keeps what it acknowledges."""
from tests.support.service import Service, until


def served(url, name, allow=None):
    return Service(url, f'durability-{name}', {'CLAIMD_ALLOW_UNSAFE_DATABASE': allow or 'no'})


def refuses(url, name, *words):
    service = served(url, name)
    until(lambda: service.process.poll() is not None, 20, 'it refuses')
    assert service.process.returncode == 1
    output = service.output().decode()
    assert all(word in output for word in words), output
    assert 'listening' not in output
    service.stop()


def test_a_database_that_spares_the_disk(cluster, world_database):
    refuses(world_database.url, 'fsync', 'fsync is off', 'full_page_writes is off', 'CLAIMD_ALLOW_UNSAFE_DATABASE')
    allowed = served(world_database.url, 'allowed', 'yes').wait()
    assert b'"warning","message":"the database may lose writes' in allowed.output()
    assert allowed.stop() == 0


def test_asynchronous_commits(cluster, world_database):
    """As the service's role finds it, wherever that was set."""
    role = world_database.SERVICE_ROLE
    cluster.execute(f'alter role {role} in database {world_database.name} set synchronous_commit = off')
    try:
        refuses(world_database.url, 'asynchronous', 'synchronous_commit is off')
    finally:
        cluster.execute(f'alter role {role} in database {world_database.name} reset synchronous_commit')
    service = served(world_database.url, 'synchronous')
    until(lambda: service.process.poll() is not None, 20, 'it refuses')
    assert b'synchronous_commit' not in service.output()
    service.stop()
