// What China says to accusations. `asked` and what comes back are checked against the API's description.
import type { components, operations } from './claimd.js';

type Asked = NonNullable<operations['listCounterClaims']['parameters']['query']>;
type Page = components['schemas']['CounterClaimPage'];

async function* answers(asked: Asked) {
  const query = new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, String(value)]));
  for (let next: string | null = `/v1/counter-claims?${query}`; next !== null; ) {
    const response: Response = await fetch(new URL(next, 'http://127.0.0.1:8080'));
    if (!response.ok) throw new Error(await response.text());
    const page = (await response.json()) as Page;
    yield* page.data;
    next = page.page.next;
  }
}

for await (const answer of answers({ claimant: ['china'], stance: ['denies', 'rejects'], sort: 'claimed_on', limit: 2 })) {
  if ('withheld_at' in answer) continue;
  console.log(`${answer.claimed_on ?? '?'} ${answer.claimants?.[0]?.name} ${answer.stance}: ${answer.statement}`);
}
