"""Reads a statement file (syntax: include/claimd/sql.h) line by line, as psql's own lexer would."""
import re

PARAMS_MAX = 64  # SQL_PARAMS_MAX
TAGS_MAX = 62  # SQL_TAGS_MAX
SCHEMA = "claimd"
SCHEMA_MARK = "\x02"  # stands for the schema that tables and functions are read from

PARAMETER = re.compile(r":'([a-z_][a-z0-9_]*)'")
PSQL_VARIABLE = re.compile(r":(?:['\"{]|[A-Za-z_])")
DOLLAR_QUOTE = re.compile(r"\$(?:[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*)?\$")
DOLLAR_NUMBER = re.compile(r"\$[0-9]")
WORD = re.compile(r"[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*")
TAG = re.compile(r"(!?)([a-z][a-z0-9_]*)\Z")

PLAIN = "plain"
STRING = "a string"
ESCAPE_STRING = "an escape string"
IDENTIFIER = "a quoted identifier"
DOLLAR = "a dollar-quoted string"
COMMENT = "a block comment"


class StatementError(Exception):
    """Printed as `file:line: what`."""


class Statement:
    def __init__(self):
        self.pieces = []  # (need, forbid, bytes)
        self.params = []
        self.tags = []


class Scanner:
    def __init__(self, path):
        self.path = path
        self.number = 0
        self.opened = 0  # line on which the open quote or comment began
        self.state = PLAIN
        self.end = ""  # of a dollar quote
        self.depth = 0  # of block comments
        self.ended = False  # the statement's semicolon was seen
        self.blocks = []  # of the open blocks: (line, ways)
        self.statement = Statement()

    def fail(self, what, number=None):
        raise StatementError(f"{self.path}:{number or self.number}: {what}")

    def index(self, names, name, most, kind):
        if name not in names:
            if len(names) == most:
                self.fail(f"more than {most} {kind}")
            names.append(name)
        return names.index(name)

    def line(self, line):
        self.number += 1
        began_plain = self.state == PLAIN
        if began_plain:
            stripped = line.lstrip()
            if stripped.startswith("\\"):
                # Values for a run in psql; nothing of the statement.
                if not re.match(r"\\set\s", stripped):
                    self.fail("of psql's commands only \\set may stand in a statement file")
                return
            if stripped.startswith(("--?{", "--?}")):
                self.block(stripped)
                return
            alternative = stripped.startswith("--!")
            if alternative and not stripped.startswith("--! "):
                self.fail("'--!' needs a space behind it")
            line = stripped[4:].lstrip() if alternative else stripped
        else:
            alternative = False

        text, condition = self.text(line)
        if condition is not None and not (began_plain and self.state == PLAIN):
            self.fail("a line with '--?' cannot begin or end inside a quote or a comment")
        if alternative and condition is None and not self.blocks:
            self.fail("an alternative ('--! ') needs a '--? tag' at its end")
        ways = self.condition(condition)
        if condition is not None and not text:
            self.fail("'--?' has nothing before it")
        if text or not began_plain:
            for way in ways:
                self.add(text + "\n", way)

    def text(self, line):
        """The line without comments, parameters replaced; and what stood behind '--?', or None."""
        out = []  # tokens
        at = 0
        condition = None
        while at < len(line):
            if self.state == PLAIN:
                if line.startswith("--", at):
                    condition = line[at + 3:] if line.startswith("--?", at) else None
                    break
                at = self.plain(line, at, out)
            else:
                at = self.quoted(line, at, out)
        # By token: the byte of a parameter may be a tab or a space.
        while self.state == PLAIN and out and out[-1] in (" ", "\t"):
            out.pop()
        return "".join(out), condition

    def plain(self, line, at, out):
        """One token outside every quote; where the next one begins."""
        char = line[at]
        word = WORD.match(line, at)
        if self.ended and not char.isspace() and not line.startswith("/*", at):
            self.fail("a file holds one statement; this stands behind its end")
        if word:
            at = word.end()
            # Behind a cast it is a type's, which has no past.
            before = next((token for token in reversed(out) if token.strip(" \t")), "")
            if word.group() == SCHEMA and line.startswith(".", at) and before != "::":
                out.append(SCHEMA_MARK)
                return at + 1
            out.append(word.group())
            if line.startswith("'", at) and word.group() in ("e", "E"):
                out.append("'")
                return self.open(ESCAPE_STRING, at + 1)
            return at
        if char.isdigit():
            end = re.compile(r"[0-9][0-9A-Za-z_.]*").match(line, at).end()
            out.append(line[at:end])
            return end
        if line.startswith("/*", at):
            out.append(" ")
            self.depth = 1
            return self.open(COMMENT, at + 2)
        if line.startswith("::", at) or line.startswith(":=", at):
            out.append(line[at:at + 2])
            return at + 2
        parameter = PARAMETER.match(line, at)
        if parameter:
            index = self.index(self.statement.params, parameter.group(1), PARAMS_MAX, "parameters")
            out.append("\x01" + chr(index + 1))
            return parameter.end()
        if PSQL_VARIABLE.match(line, at):
            self.fail("a parameter is written :'name', name in lower case")
        dollar = DOLLAR_QUOTE.match(line, at)
        if dollar:
            out.append(dollar.group())
            self.end = dollar.group()
            return self.open(DOLLAR, dollar.end())
        if DOLLAR_NUMBER.match(line, at):
            self.fail("write a parameter as :'name', not as $1")
        if char == ";":
            self.ended = True
            return at + 1
        out.append(char)
        if char == "'":
            return self.open(STRING, at + 1)
        if char == '"':
            return self.open(IDENTIFIER, at + 1)
        return at + 1

    def open(self, state, at):
        self.state = state
        self.opened = self.number
        return at

    def quoted(self, line, at, out):
        if self.state == COMMENT:
            if line.startswith("/*", at):
                self.depth += 1
                return at + 2
            if line.startswith("*/", at):
                self.depth -= 1
                if self.depth == 0:
                    self.state = PLAIN
                return at + 2
            return at + 1
        if self.state == DOLLAR:
            if line.startswith(self.end, at):
                out.append(self.end)
                self.state = PLAIN
                return at + len(self.end)
            out.append(line[at])
            return at + 1
        if self.state == ESCAPE_STRING and line[at] == "\\":
            out.append(line[at:at + 2])
            return at + 2
        quote = '"' if self.state == IDENTIFIER else "'"
        out.append(line[at])
        if line[at] == quote:
            # A doubled quote closes and opens again, which comes to the same.
            self.state = PLAIN if line[at + 1:at + 2] != quote else self.state
            if self.state != PLAIN:
                out.append(quote)
                return at + 2
        return at + 1

    def block(self, line):
        """Opens or closes a block: its tags hold for every line in it."""
        if line.startswith("--?{"):
            self.blocks.append((self.number, self.condition(line[4:])))
        elif line.rstrip() != "--?}":
            self.fail("'--?}' stands alone on its line")
        elif not self.blocks:
            self.fail("'--?}' closes no block")
        else:
            self.blocks.pop()

    def condition(self, text):
        """The ways in which a line comes in, [(need, forbid)], no two of which hold at once."""
        ways = self.blocks[-1][1] if self.blocks else [(0, 0)]
        if text is None:
            return ways
        if not text.startswith((" ", "\t")) or not text.strip():
            self.fail("'--?' needs a space and at least one tag behind it")
        for word in text.split():
            ways = [(need | more, forbid | less) for need, forbid in ways for more, less in self.any_of(word)
                    if not (need | more) & (forbid | less)]
        if not ways:
            self.fail("the line asks for a tag and for its absence")
        return ways

    def any_of(self, word):
        """The ways in which one of the tags of `a|b|c` holds: the first, the second without the first…"""
        ways, need, forbid = [], 0, 0
        for name in word.split("|"):
            tag = TAG.match(name)
            if not tag:
                self.fail(f"'{word}' is no tag: [!]name or several with | between them, name in lower case")
            bit = 1 << self.index(self.statement.tags, tag.group(2), TAGS_MAX, "tags")
            if tag.group(1):
                ways.append((need, forbid | bit))
                need |= bit
            else:
                ways.append((need | bit, forbid))
                forbid |= bit
        return ways

    def add(self, text, condition):
        data = text.encode("utf-8")
        pieces = self.statement.pieces
        if pieces and pieces[-1][:2] == condition:
            pieces[-1] = (*condition, pieces[-1][2] + data)
        else:
            pieces.append((*condition, data))

    def finish(self):
        if self.state != PLAIN:
            self.fail(f"{self.state} that begins here is never closed", self.opened)
        if self.blocks:
            self.fail("the block that begins here is never closed", self.blocks[-1][0])
        if not self.statement.pieces:
            self.fail("there is no statement in the file", 1)
        return self.statement


def scan(path, data):
    scanner = Scanner(path)
    for number, raw in enumerate(data.split(b"\n"), 1):
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise StatementError(f"{path}:{number}: not UTF-8") from None
        if any(ord(char) < 0x20 and char != "\t" for char in line):
            raise StatementError(f"{path}:{number}: a control character (line ends are LF)")
        scanner.line(line)
    return scanner.finish()
