"""Adds up what all suites say. Usage: summary.py DIRECTORY

Reads pytest's JUnit files (*.xml), Meson's test logs (*.jsonl) and lines "pass|fail|skip NAME [why]" (*.result).
Prints what failed and what was skipped, then "N passed, N failed, N skipped" as the last line.
Exit status 1 when something failed or nothing ran.
"""
import json
import pathlib
import sys
import xml.etree.ElementTree

MESON = {'OK': 'pass', 'EXPECTEDFAIL': 'pass', 'SKIP': 'skip'}


def junit(path):
    for case in xml.etree.ElementTree.parse(path).iter('testcase'):
        name = f'{case.get("classname")} {case.get("name")}'
        outcome, why = 'pass', ''
        for child in case:
            if child.tag in ('failure', 'error'):
                outcome, why = 'fail', child.get('message') or ''
            elif child.tag == 'skipped' and outcome == 'pass':
                outcome, why = 'skip', child.get('message') or ''
        yield outcome, name, why


def meson(path):
    for line in path.read_text('utf-8').splitlines():
        test = json.loads(line)
        outcome = MESON.get(test['result'], 'fail')
        yield outcome, test['name'], '' if outcome == 'pass' else test['result'].lower()


def plain(path):
    for line in path.read_text('utf-8').splitlines():
        outcome, _, rest = line.partition(' ')
        name, _, why = rest.partition(' ')
        yield outcome, name, why


READERS = {'.xml': junit, '.jsonl': meson, '.result': plain}


def main(directory):
    counts = {'pass': 0, 'fail': 0, 'skip': 0}
    for path in sorted(pathlib.Path(directory).iterdir()):
        if path.suffix not in READERS:
            continue
        try:
            found = list(READERS[path.suffix](path))
        except (ValueError, KeyError, xml.etree.ElementTree.ParseError) as error:
            found = [('fail', path.name, f'cannot be read: {error}')]
        for outcome, name, why in found:
            counts[outcome] += 1
            if outcome != 'pass':
                print(f'{outcome.upper()} {path.stem}: {name} {why.splitlines()[0][:200] if why else ""}'.rstrip())
    print(f'{counts["pass"]} passed, {counts["fail"]} failed, {counts["skip"]} skipped')
    return 1 if counts['fail'] or not counts['pass'] else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
