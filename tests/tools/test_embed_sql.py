"""Statement files as tools/embed_sql.py reads them."""
import itertools
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "tools"
sys.path.insert(0, str(TOOLS))
sys.dont_write_bytecode = True
import sql_scan  # noqa: E402


def scan(text):
    return sql_scan.scan("list.sql", text.encode())


def compose(statement, *shape):
    """What sql_compose makes of it, with the parameters' names in braces."""
    bits = sum(1 << statement.tags.index(tag) for tag in shape)
    text = b"".join(piece for need, forbid, piece in statement.pieces if need & bits == need and not forbid & bits)
    for index, name in enumerate(statement.params):
        text = text.replace(b"\x01" + bytes([index + 1]), b"{%s}" % name.encode())
    return text.decode()


class Parameters(unittest.TestCase):
    def test_order_of_first_appearance(self):
        statement = scan("select :'b'::int, :'a'::text, :'b';\n")
        self.assertEqual(statement.params, ["b", "a"])
        self.assertEqual(compose(statement), "select {b}::int, {a}::text, {b}\n")

    def test_not_within_quotes(self):
        text = "select ':''a''', E'\\':''a''', $$ :'a' $$, $x$ :'a' $$ $x$, \":'a'\" /* :'a' /* :'b' */ :'c' */, :'d'"
        statement = scan(text)
        self.assertEqual(statement.params, ["d"])
        self.assertIn("E'\\':''a'''", compose(statement))

    def test_casts_slices_and_assignments_are_no_parameters(self):
        statement = scan("select a::text, b[1:2], f(x := 1), now()::date")
        self.assertEqual(statement.params, [])

    def test_last_byte_of_a_parameter_is_never_taken_for_white_space(self):
        names = [f"p{n}" for n in range(40)]
        statement = scan("select 1\n" + "".join(f", :'{name}'\n" for name in names))
        self.assertEqual(compose(statement), "select 1\n" + "".join(f", {{{name}}}\n" for name in names))

    def test_too_many(self):
        with self.assertRaisesRegex(sql_scan.StatementError, r"list.sql:66: more than 64 parameters"):
            scan("select 1\n" + "".join(f", :'p{n}'\n" for n in range(65)))

    def test_other_spellings_are_refused(self):
        for bad in (":a", ':"a"', ":'A'", "$1", ":{?a}", ":'a b'"):
            with self.subTest(bad), self.assertRaisesRegex(sql_scan.StatementError, "list.sql:2: "):
                scan(f"select\n{bad}")


class Shapes(unittest.TestCase):
    TEXT = """\
-- Claims, newest first.
select id -- the key
  from claim
 where true
   and status = :'status' --? status
   and a = :'a' --? a !status
--! and b = 1 --? !a !status
 limit 5;
"""

    def test_lines_by_tag(self):
        statement = scan(self.TEXT)
        self.assertEqual(statement.tags, ["status", "a"])
        self.assertEqual(compose(statement), "select id\nfrom claim\nwhere true\nand b = 1\nlimit 5\n")
        self.assertEqual(compose(statement, "status", "a"),
                         "select id\nfrom claim\nwhere true\nand status = {status}\nlimit 5\n")
        self.assertEqual(compose(statement, "a"), "select id\nfrom claim\nwhere true\nand a = {a}\nlimit 5\n")

    def test_blocks(self):
        statement = scan("select 1\n--?{ a\n, 2\n--! , 3\n  --?{ !b\n, 4 --? c\n  --?}\n--?}\n, 5")
        self.assertEqual(compose(statement), "select 1\n, 5\n")
        self.assertEqual(compose(statement, "a"), "select 1\n, 2\n, 3\n, 5\n")
        self.assertEqual(compose(statement, "a", "c"), "select 1\n, 2\n, 3\n, 4\n, 5\n")
        self.assertEqual(compose(statement, "a", "b", "c"), "select 1\n, 2\n, 3\n, 5\n")

    def test_one_of_several_tags(self):
        statement = scan("select 1\n, 2 --? a|!b|c\n--?{ a|c\n, 3 --? b|d\n, 4 --? !a\n--?}\n, 5")
        for count in range(5):
            for tags in itertools.combinations("abcd", count):
                wanted = ["1"]
                if "a" in tags or "b" not in tags or "c" in tags:
                    wanted.append("2")
                if ("a" in tags or "c" in tags) and ("b" in tags or "d" in tags):
                    wanted.append("3")
                if "c" in tags and "a" not in tags:
                    wanted.append("4")
                self.assertEqual(compose(statement, *tags), "select " + "\n, ".join([*wanted, "5"]) + "\n")

    def test_neighbours_of_one_condition_are_one_piece(self):
        statement = scan("select 1\n, 2 --? a\n, 3 --? a\n, 4")
        self.assertEqual([piece[2] for piece in statement.pieces], [b"select 1\n", b", 2\n, 3\n", b", 4\n"])

    def test_tag_within_a_string_is_text(self):
        self.assertEqual(scan("select 'a --? b'").tags, [])

    def test_psql_settings_are_left_out(self):
        self.assertEqual(compose(scan("\\set a 1\nselect :'a'")), "select {a}\n")

    def test_lines_within_quotes_are_kept_as_they_are(self):
        self.assertEqual(compose(scan("select $$ a \n  -- b\n\n c $$")), "select $$ a \n  -- b\n\n c $$\n")

    def test_the_schema_is_marked_but_for_types(self):
        text = "select claimd.to(x) :: claimd.kind, y::claimd.kind[], 'claimd.z' from claimd.actor, claimd_2.b"
        self.assertEqual(scan(text).pieces[0][2].decode(),
                         "select \x02to(x) :: claimd.kind, y::claimd.kind[], 'claimd.z' from \x02actor, claimd_2.b\n")

    def test_faults(self):
        cases = {
            "select 1 --?": "1: '--\\?' needs a space and at least one tag",
            "select 1 --?a": "1: '--\\?' needs a space",
            "select 1 --? A": "1: 'A' is no tag",
            "select 1 --? a|": "1: 'a\\|' is no tag",
            "select 1\n--? a !a": "2: the line asks for a tag and for its absence",
            "select 1\n  --? a": "2: '--\\?' has nothing before it",
            "select 1\n--! , 2": "2: an alternative",
            "select 1\n--!, 2 --? a": "2: '--!' needs a space",
            "select 'a --? x\n b' --? y": "2: a line with '--\\?' cannot begin or end inside",
            "select 1\n, '": "2: a string that begins here is never closed",
            "select 1\n--?{ a\n, 2 --? !a": "3: the line asks for a tag and for its absence",
            "select 1\n--?{ a\n, 2": "2: the block that begins here is never closed",
            "select 1\n--?}": "2: '--\\?}' closes no block",
            "select 1\n--?{ a\n--?} a": "3: '--\\?}' stands alone",
            "select 1\n--?{": "2: '--\\?' needs a space and at least one tag",
            "select 1 /*\n\n": "1: a block comment that begins here",
            "select $a$ $$ ": "1: a dollar-quoted string",
            "select 1;\nselect 2": "2: a file holds one statement",
            "-- nothing\n": "1: there is no statement",
            "\\i other.sql\nselect 1": "1: of psql's commands only",
            "select 1\r\n": "1: a control character",
        }
        for text, message in cases.items():
            with self.subTest(text), self.assertRaisesRegex(sql_scan.StatementError, "^list.sql:" + message):
                scan(text)

    def test_not_utf8(self):
        with self.assertRaisesRegex(sql_scan.StatementError, "list.sql:2: not UTF-8"):
            sql_scan.scan("list.sql", b"select 1\n, '\xff'")


class Output(unittest.TestCase):
    def run_tool(self, text):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "list.sql"
            source.write_text(text)
            done = subprocess.run([sys.executable, "-B", TOOLS / "embed_sql.py", "claims/list", source,
                                   source.with_suffix(".c"), source.with_suffix(".h")],
                                  capture_output=True, text=True)
            if done.returncode:
                return done.stderr, None
            return source.with_suffix(".c").read_text(), source.with_suffix(".h").read_text()

    def test_source_and_header(self):
        source, header = self.run_tool("select 'é??(\"' where a = :'status' --? by_status\n")
        self.assertIn(r"""'\303\251\?\?(\"' where a = \001\001\n""", source)
        self.assertIn("const struct sql claims_list_sql = {", source)
        self.assertIn("CLAIMS_LIST_P_STATUS,\n    CLAIMS_LIST_PARAMS", header)
        self.assertIn("#define CLAIMS_LIST_T_BY_STATUS (UINT64_C(1) << 0)", header)

    def test_fault_names_file_and_line(self):
        message, _ = self.run_tool("select 1\n, :a")
        self.assertRegex(message, r"list\.sql:2: a parameter is written :'name'")


if __name__ == "__main__":
    unittest.main()
