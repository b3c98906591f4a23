"""Statement files as the service composes them."""
import itertools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tools'))
import sql_scan  # noqa: E402


def files():
    return sorted(ROOT.glob('service/*/sql/*.sql'))


class Statement:
    def __init__(self, path):
        self.name = f'{path.parents[1].name}/{path.stem}'
        self.scanned = sql_scan.scan(path, path.read_bytes())
        self.tags = self.scanned.tags

    def compose(self, *tags, schema='claimd'):
        """The text with $1, $2… and the names of these parameters; `schema` is where it reads."""
        shape = sum(1 << self.tags.index(tag) for tag in tags)
        text = b''.join(piece for need, forbid, piece in self.scanned.pieces
                        if shape & need == need and not shape & forbid).decode()
        names = []

        def numbered(match):
            if match.group() == sql_scan.SCHEMA_MARK:
                return schema + '.'
            name = self.scanned.params[ord(match.group(1)) - 1]
            if name not in names:
                names.append(name)
            return f'${names.index(name) + 1}'

        return re.sub(f'\x01(.)|{sql_scan.SCHEMA_MARK}', numbered, text, flags=re.DOTALL), names

    def shapes(self):
        """Every tag alone, every pair, none, all."""
        yield ()
        yield from ((tag,) for tag in self.tags)
        yield from itertools.combinations(self.tags, 2)
        yield tuple(self.tags)
