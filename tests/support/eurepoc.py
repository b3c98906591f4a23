"""What EuRepoC's two files say, counted from the CSV alone: the rules of docs/decisions/0050-eurepoc.md once more, in
another language and by another hand than service/formats."""
import collections
import csv
import pathlib

DATA = pathlib.Path(__file__).resolve().parents[3] / 'shared' / 'data' / 'eurepoc'
ATTRIBUTIONS = DATA / 'EuRepoC_Attribution_dataset_1.1.csv'
INCIDENTS = DATA / 'EuRepoC_Global_Database_1.1.csv'

NOBODY = {'', 'Not available', 'Unknown'}
STATE, AFFILIATED = 'State', 'Non-state actor, state-affiliation suggested'
# Every state that is accused, in the file's words.
CODES = {
    'Algeria': 'DZ', 'Armenia': 'AM', 'Australia': 'AU', 'Bahrain': 'BH', 'Belarus': 'BY', 'Canada': 'CA',
    'China': 'CN', 'Egypt': 'EG', 'El Salvador': 'SV', 'Ethiopia': 'ET', 'France': 'FR', 'Germany': 'DE',
    'Guatemala': 'GT', 'Iran, Islamic Republic of': 'IR', 'Israel': 'IL', 'Italy': 'IT', 'Kazakhstan': 'KZ',
    "Korea, Democratic People's Republic of": 'KP', 'Korea, Republic of': 'KR', 'Lebanon': 'LB', 'Morocco': 'MA',
    'Myanmar': 'MM', 'Netherlands': 'NL', 'New Zealand': 'NZ', 'Nigeria': 'NG', 'Pakistan': 'PK', 'Palestine': 'PS',
    'Panama': 'PA', 'Philippines': 'PH', 'Qatar': 'QA', 'Russia': 'RU', 'Saudi Arabia': 'SA', 'Spain': 'ES',
    'Taiwan': 'TW', 'Thailand': 'TH', 'Togo': 'TG', 'Tunisia': 'TN', 'Turkey': 'TR', 'Ukraine': 'UA',
    'United Arab Emirates': 'AE', 'United Kingdom': 'GB', 'United States': 'US', 'Uzbekistan': 'UZ', 'Vietnam': 'VN',
}


class Attribution:
    """The distinct values of the rows of one (incident_ID, attribution_ID)."""

    def __init__(self, incident, identity):
        self.incident, self.identity, self.rows = incident, identity, 0
        self.values = collections.defaultdict(list)

    def add(self, row):
        self.rows += 1
        for column, value in row.items():
            value = ' '.join(value.replace('\xa0', ' ').split())
            if value not in self.values[column]:
                self.values[column].append(value)

    @property
    def accuses_nobody(self):
        return not set(self.values['attributed_initiator'] + self.values['attributed_initiator_country']) - NOBODY

    @property
    def states(self):
        """The states that it accuses, themselves or by an organ."""
        categories, countries = self.values['attributed_initiator_category'], self.values['attributed_initiator_country']
        if STATE not in categories:
            return set()
        named = [country for country in countries if country not in NOBODY]
        if len(categories) == 1 or len(named) == 1:
            return {CODES[country] for country in named}
        # One of several is meant, and an organ says which.
        organs = {'Ministry of Intelligence and Security (MOIS; Iran)': 'IR'}
        return {organs[name] for name in self.values['attributed_initiator'] if name in organs}

    @property
    def year(self):
        date = self.values['attribution_date'][0]
        return date[:4] or None

    @property
    def basis(self):
        if len(self.values['attribution_basis']) > 1:
            return 'unstated'
        basis, kinds = self.values['attribution_basis'][0], self.values['attribution_type']
        plain = {'Attacker confirms': 'self', 'IT-security community attributes attacker': 'technical',
                 'Media-based attribution': 'media'}
        if basis in plain:
            return plain[basis]
        government = basis == 'Attribution by receiver government / state entity'
        official = government or basis in ('Attribution by EU institution/agency', 'Attribution by international organization')
        kind = kinds[0] if len(kinds) == 1 else ''
        if 'legal' in kind or 'indictment' in kind:
            return 'legal'
        if kind.startswith('Technical'):
            return 'technical'
        if 'olitical' in kind:
            return 'political'
        if 'media' in kind or kind.startswith('Media'):
            # Where a government spoke is not what it rests on.
            return 'political' if government else 'media'
        return 'political' if official else 'unstated'


def attributions(path=ATTRIBUTIONS):
    found = {}
    with path.open(encoding='utf-8', newline='') as file:
        for number, row in enumerate(csv.DictReader(file)):
            incident, identity = row.pop('incident_ID'), row.pop('attribution_ID').removesuffix('.0')
            key = (incident, identity or f'row {number}')
            found.setdefault(key, Attribution(incident, identity)).add(row)
    return list(found.values())


def claims(path=ATTRIBUTIONS):
    return [one for one in attributions(path) if one.identity and not one.accuses_nobody]
