#!/usr/bin/env python3
"""Puts the migrations into the program.

Usage: embed_migrations.py OUTPUT.c MIGRATION.sql...

Names are NNNN-what.sql, numbered from 0000 without a gap. Every .sql file of their folder must be among them, so that
none is forgotten in migrations/meson.build.
"""
import hashlib
import re
import sys
from pathlib import Path

from embed_sql import c_literal

NAME = re.compile(r"([0-9]{4})-([a-z0-9]+(?:[-_][a-z0-9]+)*)\.sql\Z")


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__)
    output, *paths = map(Path, arguments)
    paths.sort()
    for path in paths:
        forgotten = sorted({other.name for other in path.parent.glob("*.sql")} - {other.name for other in paths})
        if forgotten:
            sys.exit(f"{path.parent}: not listed in its meson.build: {', '.join(forgotten)}")
    rows = []
    for number, path in enumerate(paths):
        name = NAME.match(path.name)
        if not name:
            sys.exit(f"{path}: a migration's name is NNNN-what.sql")
        if int(name.group(1)) != number:
            sys.exit(f"{path}: expected number {number:04}: numbers have no gap and none is used twice")
        data = path.read_bytes()
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            sys.exit(f"{path}: not UTF-8")
        if b"\0" in data or not data.strip():
            sys.exit(f"{path}: empty, or a NUL in it")
        rows.append(f'    {{.version = {number},\n     .name = "{name.group(2)}",\n'
                    f'     .sha256 = "{hashlib.sha256(data).hexdigest()}",\n     .text = {c_literal(data)}}},\n')
    output.write_text(
        "/* Made from migrations/ by tools/embed_migrations.py. */\n"
        '#include "db/migrations.h"\n\n'
        f"static const struct migration list[] = {{\n{''.join(rows)}}};\n\n"
        f"const struct migration_list claimd_migrations = {{.items = list, .count = {len(rows)}}};\n", encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1:])
