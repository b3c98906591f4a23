#!/usr/bin/env python3
"""Turns openapi/openapi.yaml into the C source of the JSON document that the service gives.

Usage: embed_openapi.py INPUT.yaml OUTPUT.c
"""
import json
import re
import sys
from pathlib import Path

import yaml

from embed_sql import c_literal


class Loader(yaml.SafeLoader):
    """YAML 1.2's core schema, as OpenAPI asks for: `2021-07-19` and `no` are strings, and no key comes twice."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} is no string; quote it", node.start_mark)
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} comes twice", node.start_mark)
        return super().construct_mapping(node, deep)


# A plain scalar's tag by its form; the third says what it may begin with.
Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
        ("null", r"null|~|", ["n", "~", ""]),
        ("bool", r"true|false", ["t", "f"]),
        ("int", r"[-+]?[0-9]+", [*"-+0123456789"]),
        ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", [*"-+.0123456789"])):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), first)


def to_json(text):
    return json.dumps(yaml.load(text, Loader), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def main(source, output):
    data = to_json(Path(source).read_text("utf-8")).encode("utf-8")
    Path(output).write_text(
        "/* Made from openapi/openapi.yaml by tools/embed_openapi.py. */\n"
        '#include "pages/openapi_document.h"\n\n'
        f"const char claimd_openapi_json[] =\n        {c_literal(data)};\n"
        "const size_t claimd_openapi_json_len = sizeof(claimd_openapi_json) - 1;\n", "ascii")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except yaml.YAMLError as error:
        sys.exit(f"{sys.argv[1]}: {error}")
