import fc from 'fast-check';
import { isPage } from '../plan/parts';
import type { PlanNode } from '../plan/plan';
import { RunDriver } from '../../test/support/run-driver';
import { codesOf, POWER, planOfTexts, runbookOf } from '../../test/support/scenario-texts';
import { tinyNodes, tinyPlan, tinyPolicy } from '../../test/support/tiny-plan';
import { pagesOf, Texts } from './paging';

/** Random programs of fat nodes, so that a few of them fill a page. */
const programs = fc
  .array(
    fc.record({
      needs: fc.array(fc.nat(60), { maxLength: 3 }),
      any: fc.array(fc.array(fc.nat(60), { minLength: 1, maxLength: 3 }), { maxLength: 2 }),
      size: fc.integer({ min: 10_000, max: 120_000 }),
    }),
    { minLength: 2, maxLength: 30 },
  )
  .map((list) =>
    tinyNodes(
      list.map(({ needs, any, size }, i) => {
        const earlier = (all: readonly number[]) =>
          [...new Set(all.map((one) => one % Math.max(i, 1)))]
            .filter((one) => one < i)
            .sort((a, b) => a - b);
        return {
          id: `n${i}`,
          title: 'x'.repeat(size),
          needs: earlier(needs),
          needsAny: any.map(earlier).filter((group) => group.length > 0),
        };
      }),
    ),
  );

function paged(nodes: readonly PlanNode[]) {
  const texts = new Texts();
  const refs = pagesOf(nodes, texts);
  const pages = refs.map((ref): readonly PlanNode[] => {
    const page: unknown = JSON.parse(texts.all.get(ref.digest)!);
    return isPage(page) ? page.nodes : [];
  });
  const plan = tinyPlan(nodes);
  return {
    refs,
    texts,
    pages,
    plan: { ...plan, pages, manifest: { ...plan.manifest, pages: refs } },
  };
}

describe('pages', () => {
  it('hold every node once and are at most 256 kB', () => {
    fc.assert(
      fc.property(programs, (nodes) => {
        const { refs, texts, pages } = paged(nodes);

        expect(pages.flat()).toEqual(nodes);
        for (const ref of refs)
          expect(Buffer.byteLength(texts.all.get(ref.digest)!)).toBeLessThanOrEqual(256_000);
      }),
      { numRuns: 20 },
    );
  });

  it('are counted in bytes, not in characters', () => {
    const nodes = tinyNodes(
      Array.from({ length: 6 }, (_, i) => ({ id: `n${i}`, title: '판'.repeat(30_000) })),
    );
    const { refs, texts } = paged(nodes);

    for (const ref of refs)
      expect(Buffer.byteLength(texts.all.get(ref.digest)!)).toBeLessThanOrEqual(256_000);
  });

  it('are asked for before any of their nodes could start, and no sooner than one need is near', () => {
    fc.assert(
      fc.property(programs, fc.infiniteStream(fc.nat()), (nodes, picks) => {
        const driver = new RunDriver(paged(nodes).plan, tinyPolicy());
        const done = new Set<number>();
        const couldStart = (node: PlanNode) =>
          node.needs.every((need) => done.has(need)) &&
          (node.needsAny ?? []).every((group) => group.some((need) => done.has(need)));

        for (;;) {
          const open = [...driver.calls.values()].map((call) => call.node);
          const waiting = nodes.filter((node) => !done.has(node.index) && couldStart(node));
          expect(open.map((node) => node.index).sort((a, b) => a - b)).toEqual(
            waiting.map((node) => node.index),
          );
          const next = open[Number(picks.next().value) % Math.max(open.length, 1)];
          if (next === undefined) break;
          done.add(next.index);
          driver.answer(next.id);
        }
        expect(done.size).toBe(nodes.length);
      }),
      { numRuns: 20 },
    );
  });

  it('of a long runbook load one after another', () => {
    const steps = Array.from({ length: 2500 }, (_, i) => `- { id: s${i}, kind: wait, for: 1s }`);
    const { pages } = planOfTexts({ runbook: runbookOf(steps.join('\n')) }).plan.parts.manifest;

    expect(pages.map((page) => page.loadAfter)).toEqual([[], [999], [1999]]);
  });

  it('never hold a node that is larger than a page', () => {
    const items = Array.from({ length: 100 }, (_, i) => `'${i}'`).join(', ');
    const fat = `- { id: fat, kind: action, uses: notify.log, forEach: "[${items}]", with: { channel: log, message: "${'x'.repeat(3000)}\${{ item }}" } }`;

    expect(codesOf({ runbook: runbookOf(`${POWER}\n${fat}`) })).toEqual(['STEP_UNUSABLE']);
  });
});
