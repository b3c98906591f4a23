"""`claimd resolve review` on a terminal, by a person who answers each question once it stands there."""
import contextlib
import os
import pty
import subprocess

from tests.support.service import program


def review(database, answers, *words):
    """What is shown, when it ends with status 0."""
    parent, child = pty.openpty()
    shown = b''
    with subprocess.Popen([program(), 'resolve', 'review', *words], stdin=child, stdout=child, stderr=child,
                          env=dict(os.environ, DATABASE_URL=database.url), close_fds=True) as run:
        os.close(child)
        # At the end the terminal is gone.
        with contextlib.suppress(OSError):
            for asked, answer in enumerate(answers, 1):
                while shown.count(b'[q] quit?') < asked:
                    shown += os.read(parent, 4096)
                os.write(parent, answer.encode() + b'\n')
            while True:
                shown += os.read(parent, 4096)
        assert run.wait(30) == 0, shown
    os.close(parent)
    return shown.decode().replace('\r\n', '\n')
