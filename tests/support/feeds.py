"""The files of foreign collections, small ones or those that others publish, and newer versions of them."""
import csv
import json
import pathlib

SMALL = pathlib.Path(__file__).resolve().parents[1] / 'db' / 'formats'
WHOLE = pathlib.Path(__file__).resolve().parents[3] / 'shared' / 'data'
WORDS, NEWER, OTHERS = 'description', 'Newer words.', 'An editor says so.'


def small():
    return {'eurepoc': [SMALL / 'eurepoc-attributions.csv', SMALL / 'eurepoc-incidents.csv'],
            'misp-galaxy': [SMALL / 'misp-threat-actor.json', SMALL / 'misp-microsoft.json'], 'attack': [SMALL / 'attack.json']}


def whole():
    return {'eurepoc': [WHOLE / 'eurepoc/EuRepoC_Attribution_dataset_1.1.csv', WHOLE / 'eurepoc/EuRepoC_Global_Database_1.1.csv'],
            'misp-galaxy': [WHOLE / 'misp-galaxy' / f'{name}.json' for name in
                            ('threat-actor', 'microsoft-activity-group', 'intelligence-agencies', '360net')],
            'attack': [WHOLE / 'mitre-attack/attack-groups-campaigns-attributed-to.json']}


def words(name, paths):
    """Of the command line."""
    files = ['--attributions', paths[0], '--incidents', paths[1]] if name == 'eurepoc' else paths
    return ['--format', name, *files]


class Newer:
    """
    A newer version of one format's files, in `folder`. By key: what it changes (`taken`: field and value), of what it
    changes the words (`fought`), what it leaves as it is (`left`), what it has no more and what it has besides.
    """

    def __init__(self, name, paths, folder):
        self.paths = [folder / path.name for path in paths]
        self.taken, self.fought, self.left, self.gone, self.come = {}, [], [], [], []
        {'eurepoc': self.eurepoc, 'misp-galaxy': self.misp, 'attack': self.attack}[name](paths)

    def eurepoc(self, paths):
        tables = [list(csv.DictReader(path.open(encoding='utf-8', newline=''))) for path in paths]
        attributions, incidents = tables
        told = {}
        for row in attributions:
            told.setdefault(row['incident_ID'], {}).setdefault(row['attribution_ID'], []).append(row)

        def claims(incident):
            return [f'attribution/{incident["ID"]}/{one.removesuffix(".0")}' for one in told.get(incident['ID'], {})]

        def accuses(incident):
            return any('tate' in row['attributed_initiator_category'] and row['attributed_initiator_country'] and row['attribution_ID']
                       for rows in told.get(incident['ID'], {}).values() for row in rows)

        first = next(filter(accuses, incidents))
        first['name'], first[WORDS] = 'A newer name', NEWER
        for row in next(iter(told[first['ID']].values())):
            row['attribution_date'] = '2022-02-02'
        self.taken = {f'incident/{first["ID"]}': ('name', 'A newer name'), claims(first)[0]: ('claimed_on', '2022-02-02')}
        self.fought = [f'incident/{first["ID"]}']
        last = [one for one in incidents if one is not first and accuses(one) and len(told[one['ID']]) == 1][-1]
        self.left = [f'incident/{next(one for one in incidents if one is not first and one is not last)["ID"]}']
        self.gone, self.come = [f'incident/{last["ID"]}', *claims(last)], ['incident/99999', 'attribution/99999/88888']
        for row in told[last['ID']].popitem()[1]:
            row.update(incident_ID='99999', attribution_ID='88888.0')
        last.update(ID='99999', name='A new incident')
        for path, rows in zip(self.paths, tables):
            with path.open('w', encoding='utf-8', newline='') as file:
                table = csv.DictWriter(file, rows[0].keys())
                table.writeheader()
                table.writerows(rows)

    def misp(self, paths):
        clusters = [json.loads(path.read_text('utf-8')) for path in paths]
        cluster = clusters[0]
        values = cluster['values']
        cluster['version'] += 1
        values[0]['description'] = NEWER
        self.fought, self.left, self.gone = ([values[at]['uuid']] for at in (0, 1, -1))
        self.come = ['20000000-0000-4000-8000-000000000001']
        values[-1] = {'uuid': self.come[0], 'value': 'Wholly New Group'}
        self.write(clusters)

    def attack(self, paths):
        bundle = json.loads(paths[0].read_text('utf-8'))
        groups = [one for one in bundle['objects'] if one['type'] == 'intrusion-set' and not one.get('revoked')]
        groups[0]['description'] = NEWER
        self.fought, self.come = [groups[0]['id']], ['intrusion-set--20000000-0000-4000-8000-000000000001']
        edge = [one for one in bundle['objects'] if one.get('relationship_type') == 'attributed-to' and not one.get('revoked')][-1]
        self.gone = [edge['id']]
        bundle['objects'].remove(edge)
        bundle['objects'].append({
            'type': 'intrusion-set', 'id': self.come[0], 'name': 'Wholly New Set', 'created': '2026-01-29T21:27:24.793Z',
            'modified': '2026-01-29T21:27:24.793Z', 'external_references': [
                {'source_name': 'mitre-attack', 'url': 'https://attack.mitre.org/groups/G9999', 'external_id': 'G9999'}]})
        self.write([bundle])

    def write(self, contents):
        for path, content in zip(self.paths, contents):
            path.write_text(json.dumps(content), 'utf-8')
