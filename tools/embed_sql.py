#!/usr/bin/env python3
"""Turns one statement, service/ROOM/sql/NAME.sql, into a C source and its header.

Usage: embed_sql.py ROOM/NAME INPUT.sql OUTPUT.c OUTPUT.h

The syntax of a statement file is told in include/claimd/sql.h, how to add one in CONTRIBUTING.md.
"""
import re
import sys
from pathlib import Path

import sql_scan

NAME = re.compile(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*\Z")
C_LINE = 110  # characters of one literal


def c_literal(data):
    """The bytes as C string literals, a line of SQL each. Octal, because a hex escape has no end; '?' for trigraphs."""
    out = []
    for line in data.splitlines(keepends=True):
        text = ""
        for byte in line:
            char = chr(byte)
            if char == "\n":
                piece = "\\n"
            elif char in '"\\?':
                piece = "\\" + char
            elif 0x20 <= byte < 0x7F:
                piece = char
            else:
                piece = f"\\{byte:03o}"
            if len(text) + len(piece) > C_LINE:
                out.append(text)
                text = ""
            text += piece
        out.append(text)
    return "\n        ".join(f'"{text}"' for text in out or [""])


def c_names(kind, names):
    if not names:
        return ""
    return f"static const char *const {kind}[] = {{" + ", ".join(f'"{name}"' for name in names) + "};\n"


def write_source(name, symbol, statement):
    pieces = "".join(
        f"    {{.need = UINT64_C({need:#x}), .forbid = UINT64_C({forbid:#x}),\n"
        f"     .text = {c_literal(text)}}},\n"
        for need, forbid, text in statement.pieces)

    def array(kind, names):
        return f"    .{kind}s = {kind}s,\n    .{kind}_count = {len(names)},\n" if names else ""

    return (f"/* Made from service/{name.replace('/', '/sql/')}.sql by tools/embed_sql.py. */\n"
            f'#include "{symbol}.h"\n\n'
            f"static const struct sql_piece pieces[] = {{\n{pieces}}};\n"
            f"{c_names('params', statement.params)}{c_names('tags', statement.tags)}\n"
            f"const struct sql {symbol} = {{\n"
            f'    .name = "{name}",\n'
            f"    .pieces = pieces,\n"
            f"    .piece_count = {len(statement.pieces)},\n"
            f"{array('param', statement.params)}{array('tag', statement.tags)}}};\n")


def write_header(name, symbol, statement):
    upper = name.replace("/", "_").upper()
    params = "".join(f"    {upper}_P_{param.upper()},\n" for param in statement.params)
    tags = "".join(f"#define {upper}_T_{tag.upper()} (UINT64_C(1) << {bit})\n" for bit, tag in enumerate(statement.tags))
    return (f"/* Made from service/{name.replace('/', '/sql/')}.sql by tools/embed_sql.py. */\n"
            f"#ifndef CLAIMD_{symbol.upper()}_H\n#define CLAIMD_{symbol.upper()}_H\n\n"
            f'#include "claimd/sql.h"\n\n'
            f"extern const struct sql {symbol};\n\n"
            f"/* Parameters, for ask_bind. */\nenum {{\n{params}    {upper}_PARAMS /* how many */\n}};\n\n"
            + (f"/* Tags, for a shape. */\n{tags}\n" if tags else "")
            + "#endif\n")


def main(arguments):
    if len(arguments) != 4 or not NAME.match(arguments[0]):
        sys.exit(__doc__)
    name, source, c_path, h_path = arguments
    symbol = name.replace("/", "_") + "_sql"
    try:
        statement = sql_scan.scan(source, Path(source).read_bytes())
    except sql_scan.StatementError as error:
        sys.exit(str(error))
    Path(c_path).write_text(write_source(name, symbol, statement), encoding="ascii")
    Path(h_path).write_text(write_header(name, symbol, statement), encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1:])
