import { connectorCatalogue } from '../activities/connectors/catalogue';
import type { Reader } from './read-recoveries';
import type { JsonObject } from '../model/json';
import type { Slice } from '../model/plan/plan';
import { noFacts, takeEntries } from '../model/view/node-facts';
import type { WhatIf, WhatIfAsked } from '../model/view/what-if/effect';
import { whatIf } from '../model/view/what-if/what-if';
import { slicesNeeded } from '../model/view/what-if/world';

/** What an act would do to a recovery as its ledger stands; nothing is sent. */
export async function foreseen(
  reader: Pick<Reader, 'view' | 'allEntries' | 'plan'>,
  recovery: string,
  asked: WhatIfAsked,
): Promise<WhatIf> {
  const [view, entries, plan] = await Promise.all([
    reader.view(recovery),
    reader.allEntries(recovery),
    reader.plan(recovery),
  ]);
  const facts = noFacts();
  takeEntries(facts, entries);
  const slices = new Map<string, Slice>();
  for (const id of slicesNeeded(facts, plan.nodes)) {
    const slice = await plan.slice(id);
    if (slice !== undefined) slices.set(id, slice);
  }
  const catalogue = connectorCatalogue();
  const targetsOf = (uses: string, input: JsonObject): readonly string[] =>
    (catalogue[uses]?.targets(input) ?? []).map((target) =>
      target.kind === 'address' ? target.address : `${target.kind}:${target.id}`,
    );
  return whatIf(asked, view, facts, { ...plan, slices, targetsOf });
}
