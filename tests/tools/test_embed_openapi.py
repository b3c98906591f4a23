"""The API's description as tools/embed_openapi.py makes JSON of it."""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
sys.dont_write_bytecode = True
import embed_openapi  # noqa: E402


class Values(unittest.TestCase):
    def check(self, text, value):
        self.assertEqual(json.loads(embed_openapi.to_json(text)), value)

    def test_core_schema(self):
        self.check("a: no\nb: 2021-07-19\nc: 12:30\nd: 3.1.0\ne: yes\nf: '1'\ng: 1_000\nh: NULL",
                   {"a": "no", "b": "2021-07-19", "c": "12:30", "d": "3.1.0", "e": "yes", "f": "1", "g": "1_000", "h": "NULL"})
        self.check("a: true\nb: 007\nc: -1\nd: 0.5\ne: null\nf:\ng: ~\nh: 1e3",
                   {"a": True, "b": 7, "c": -1, "d": 0.5, "e": None, "f": None, "g": None, "h": 1000.0})

    def test_order_is_kept(self):
        self.assertEqual(embed_openapi.to_json("b: 1\na: {z: é, y: []}"), '{"b":1,"a":{"z":"é","y":[]}}')

    def test_refused(self):
        for text in ("a: 1\na: 2", "200: x", "a: {b: 1, b: 1}", "a: [", "a: !!python/name:os.system x"):
            with self.subTest(text), self.assertRaises(yaml.YAMLError):
                embed_openapi.to_json(text)


class Program(unittest.TestCase):
    def run_on(self, text):
        with tempfile.TemporaryDirectory() as folder:
            source, output = Path(folder, "in.yaml"), Path(folder, "out.c")
            source.write_text(text, "utf-8")
            done = subprocess.run([sys.executable, "-B", ROOT / "tools/embed_openapi.py", source, output],
                                  capture_output=True, text=True, check=False)
            return done, output.read_text("ascii") if output.exists() else None

    def test_output(self):
        done, text = self.run_on('a: "é\\n\\\\?"\n')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(r'"{\"a\":\"\303\251\\n\\\\\?\"}"', text)

    def test_failure(self):
        done, text = self.run_on("a: [")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("in.yaml", done.stderr)
        self.assertIsNone(text)

    def test_the_description_is_the_same_to_every_reader(self):
        """A plain YAML reader must see no dates and no booleans that are strings here."""
        text = (ROOT / "openapi/openapi.yaml").read_text("utf-8")
        self.assertEqual(json.loads(embed_openapi.to_json(text)), yaml.safe_load(text))


if __name__ == "__main__":
    unittest.main()
