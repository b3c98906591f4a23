"""The sample, as it comes out of a service."""
import subprocess

import pytest

from tests.support.service import ROOT

# script/bootstrap makes it, with what Debian lacks.
PYTHON = ROOT / 'var/venv/bin/python'


@pytest.fixture(scope='session')
def fetched(sample_service, tmp_path_factory):
    """A path of the service, as curl keeps it in a file."""
    folder = tmp_path_factory.mktemp('fetched')

    def fetch(target):
        path = folder / target.lstrip('/').replace('?', '-').replace('&', '-')
        subprocess.run(['curl', '-sf', '-o', path, f'{sample_service.client.base}{target}'], check=True)
        return path
    return fetch
