"""Writes lines for `claimd import`: `many_lines.py N [--forward]` prints N of them, the same ones every time.

One collection, then actors, incidents, sources, claims, counter-claims and endorsements as they come in a record: they
name each other by slug and by collection/key, and the states that every database has. A line names only lines before it;
with --forward, a tenth of the statements stand before what they name. `--bad-last` makes the last one name nobody.
"""
import argparse
import itertools
import json
import random
import sys

COLLECTION = 'many-lines'
STATES = ['china', 'russia', 'iran', 'north-korea', 'united-states', 'united-kingdom', 'france', 'germany', 'israel',
          'india', 'ukraine', 'vietnam', 'japan', 'canada', 'australia', 'netherlands']
ACCUSED = STATES[:4]
ACCUSERS = STATES[4:]
WORDS = ('espionage campaign against energy water rail telecom ministry hospital election defence research network '
         'supplier update gateway router mailbox credential wiper ransom leak influence operation servers').split()
SECTORS = ['energy', 'finance', 'government', 'health', 'telecommunications', 'transport', 'defence']


def words(rng, count):
    return ' '.join(rng.choice(WORDS) for _ in range(count))


def day(rng):
    return f'{rng.randint(2008, 2025)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}'


class Lines:
    """Makes lines one after another; knows how many there are of each type."""

    def __init__(self, seed=7):
        self.rng = random.Random(seed)
        self.counts = dict.fromkeys(['actor', 'incident', 'source', 'claim', 'counter_claim', 'endorsement'], 0)

    def pick(self, kind):
        """A line of the type, the newer ones more often, as in a record that grows."""
        count = self.counts[kind]
        return count - 1 - int(self.rng.random() ** 2 * min(count, 2000))

    def base(self, kind):
        number = self.counts[kind]
        self.counts[kind] += 1
        return number, {'type': kind, 'collection': COLLECTION, 'key': f'{kind.replace("_", "-")}/{number}'}

    def actor(self):
        number, line = self.base('actor')
        group = number % 3 > 0
        line.update(slug=f'{"group" if group else "firm"}-{number}', kind='intrusion_set' if group else 'company',
                    name=f'{"UNC" if group else "Firm"} {number} {words(self.rng, 1).title()}', language='en',
                    description=words(self.rng, 20), description_language='en',
                    names=[{'text': f'Alias {number}-{n}', 'language': 'en', 'kind': 'alias', 'note': words(self.rng, 3)}
                           for n in range(self.rng.randint(0, 3))],
                    external_ids=[{'scheme': 'many-lines', 'value': f'G{number:06}'}])
        if group and self.rng.random() < 0.2:
            line['links'] = [{'type': 'part_of', 'actor': self.rng.choice(ACCUSED), 'from': '2010'}]
        return line

    def incident(self):
        number, line = self.base('incident')
        started = day(self.rng)
        line.update(slug=f'incident-{number}', name=f'Incident {number}: {words(self.rng, 4)}', language='en',
                    description=words(self.rng, 40), description_language='en', started_on=started,
                    victim_countries=self.rng.sample(['FR', 'DE', 'GB', 'US', 'PL', 'UA', 'JP'], self.rng.randint(0, 3)),
                    victim_sectors=self.rng.sample(SECTORS, self.rng.randint(0, 2)),
                    victim_count={'min': self.rng.randint(1, 50)})
        return line

    def source(self):
        number, line = self.base('source')
        line.update(slug=f'source-{number}', kind=self.rng.choice(['news', 'report', 'government_statement', 'advisory']),
                    title=f'Document {number}: {words(self.rng, 8)}', language='en', authors=[f'A. Author {number % 97}'],
                    url=f'https://example.org/{number}/{words(self.rng, 3).replace(" ", "-")}',
                    published_on=day(self.rng), published_basis='stated')
        return line

    def claimant(self):
        if self.rng.random() < 0.5:
            return self.rng.choice(ACCUSERS)
        number = self.pick('actor') // 3 * 3
        return f'firm-{number}'

    def group(self):
        number = self.pick('actor')
        return f'{"group" if number % 3 else "firm"}-{number}'

    def statement(self, kind):
        number, line = self.base(kind)
        quote = words(self.rng, 12)
        line.update(claimants=[self.claimant()], statement=f'Statement {number} says: {words(self.rng, 15)}.', language='en',
                    claimed_on=day(self.rng), date_basis='stated',
                    confidence={'level': self.rng.choice(['unstated', 'low', 'moderate', 'high'])},
                    basis=self.rng.choice(['technical', 'intelligence', 'media', 'unstated']),
                    citations=[{'source': f'source-{self.pick("source")}', 'form': 'direct_speech', 'language': 'en',
                                'quote': {'exact': quote, 'prefix': words(self.rng, 4), 'suffix': words(self.rng, 4)}}])
        if self.rng.random() < 0.2:
            line['citations'].append({'source': f'source-{self.pick("source")}', 'form': 'reference'})
        return line

    def claim(self):
        line = self.statement('claim')
        accused = [self.group() if self.rng.random() < 0.4 else self.rng.choice(ACCUSED)]
        chance = self.rng.random()
        if chance < 0.8:
            subject = {'type': 'incident', 'incident': f'incident-{self.pick("incident")}'}
        elif chance < 0.95:
            subject = {'type': 'pattern', 'description': words(self.rng, 10)}
        else:
            subject = {'type': 'actor', 'actor': self.group()}
            accused = [self.rng.choice(ACCUSED)]
        line.update(actors=accused, subject=subject)
        return line

    def named_claim(self):
        return f'{COLLECTION}/claim/{self.pick("claim")}'

    def counter_claim(self):
        line = self.statement('counter_claim')
        line.update(claimants=[self.rng.choice(ACCUSED)], stance=self.rng.choice(['denies', 'rejects', 'disputes']),
                    counters=[self.named_claim()])
        return line

    def endorsement(self):
        line = self.statement('endorsement')
        line.update(stance='endorses', endorses=[self.named_claim()])
        return line


# Of each, one to begin with.
SHARES = {'actor': 5, 'incident': 6, 'source': 14, 'claim': 60, 'counter_claim': 12, 'endorsement': 3}


def lines(count):
    """Yields `count` lines as dicts."""
    made = Lines()
    yield {'type': 'collection', 'slug': COLLECTION, 'name': 'Many lines', 'licence': 'CC0-1.0'}
    kinds, weights = list(SHARES), list(SHARES.values())
    first = ['actor', 'incident', 'source', 'claim']
    for number in range(count - 1):
        kind = first[number] if number < len(first) else made.rng.choices(kinds, weights)[0]
        yield getattr(made, kind)()


def forward(given, every=10, back=500):
    """The same lines, each tenth statement so many places earlier than what it names may stand."""
    held = []
    for number, line in enumerate(given):
        if line['type'] in ('actor', 'incident', 'source') and number % every == 0:
            held.append(line)
        else:
            yield line
        if len(held) == back // every:
            yield from held
            held = []
    yield from held


def bad():
    """A claim that is made by nobody."""
    yield {'type': 'claim', 'claimants': ['nobody-at-all'], 'actors': ['china'], 'statement': 'So it is said.',
           'language': 'en', 'subject': {'type': 'pattern', 'description': 'Spying'}, 'confidence': {'level': 'unstated'},
           'basis': 'unstated', 'citations': [{'source': 'source-0', 'form': 'reference'}]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('count', type=int)
    parser.add_argument('--forward', action='store_true')
    parser.add_argument('--bad-last', action='store_true')
    options = parser.parse_args()
    made = lines(options.count)
    if options.forward:
        made = forward(made)
    if options.bad_last:
        made = itertools.chain(itertools.islice(made, options.count - 1), bad())
    for line in made:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main()
