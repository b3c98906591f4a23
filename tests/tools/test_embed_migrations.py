"""tools/embed_migrations.py: names, numbers, and nothing forgotten."""
import hashlib
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "embed_migrations.py"


class Migrations(unittest.TestCase):
    def embed(self, files, listed=None):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for path, text in files.items():
                (folder / path).write_bytes(text)
            output = folder / "migrations.c"
            done = subprocess.run([sys.executable, "-B", TOOL, output, *(folder / path for path in listed or files)],
                                  capture_output=True, text=True)
            return done.stderr if done.returncode else output.read_text()

    def test_in_order_with_checksums(self):
        source = self.embed({"0001-b.sql": b"select 2;\n", "0000-a-first.sql": "select 'é';\n".encode()})
        self.assertLess(source.index('.name = "a-first"'), source.index('.name = "b"'))
        self.assertIn(hashlib.sha256(b"select 2;\n").hexdigest(), source)
        self.assertIn(".count = 2", source)

    def test_faults(self):
        one = {"0000-a.sql": b"select 1;\n"}
        cases = [
            (one | {"0002-c.sql": b"select 1;"}, None, "expected number 0001"),
            (one | {"0000-b.sql": b"select 1;"}, None, "expected number 0001"),
            (one | {"1-b.sql": b"select 1;"}, None, "a migration's name is NNNN-what.sql"),
            (one | {"0001-b.sql": b"\xff"}, None, "not UTF-8"),
            (one | {"0001-b.sql": b"a\0b"}, None, "a NUL in it"),
            (one | {"0001-b.sql": b"\n"}, None, "empty"),
            (one | {"0001-b.sql": b"select 1;"}, ["0000-a.sql"], "not listed in its meson.build: 0001-b.sql"),
        ]
        for files, listed, message in cases:
            with self.subTest(message):
                self.assertIn(message, self.embed(files, listed))


if __name__ == "__main__":
    unittest.main()
