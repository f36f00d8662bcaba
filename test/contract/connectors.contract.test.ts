import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CONNECTORS } from '../../activities/connectors/index';
import { connectorCatalogue } from '../../activities/connectors/catalogue';
import { parseExpression } from '../../model/expression/evaluate';
import { callOf, hangingPorts, runConnector } from './call-connector';
import { FakeSite } from './fake-site';

const FOLDER = join(__dirname, '../../activities/connectors');

function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  if (!(schema instanceof z.ZodObject)) throw new Error('is no object schema');
  return schema.shape;
}

test('every folder of a connector has its line in the registry', () => {
  const folders = readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

  expect(CONNECTORS.map(({ uses }) => uses.replace('.', '-')).sort()).toEqual(folders);
});

test('the catalogue that compile is given holds every connector', () => {
  expect(Object.keys(connectorCatalogue()).sort()).toEqual(
    CONNECTORS.map(({ uses }) => uses).sort(),
  );
});

describe.each(CONNECTORS.map((definition) => ({ uses: definition.uses, definition })))(
  '$uses',
  ({ definition }) => {
    const { uses, effect, examples } = definition;

    it('has a name and a summary', () => {
      expect(uses).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*$/);
      expect(definition.summary).toMatch(/^[A-Z].*\.$/);
    });

    it('describes every field of its input and output', () => {
      for (const schema of [definition.input, definition.output]) {
        for (const [name, field] of Object.entries(shapeOf(schema)))
          expect([name, field.description]).toEqual([name, expect.stringMatching(/.+\.$/)]);
      }
    });

    it('refuses keys that it does not know', () => {
      const parsed = definition.input.safeParse({ ...examples[0].with, unheardOf: 1 });

      expect(parsed.error?.issues).toMatchObject([{ code: 'unrecognized_keys' }]);
    });

    it('fills in only keys of its input, by expressions that parse', () => {
      for (const [key, expression] of Object.entries(definition.fills ?? {})) {
        expect(Object.keys(shapeOf(definition.input))).toContain(key);
        expect(() => parseExpression(expression)).not.toThrow();
      }
    });

    it('gives what its examples say', async () => {
      for (const example of examples)
        expect(await runConnector(definition, new FakeSite(), example.with)).toEqual(example.gives);
    });

    it('names what it aims at', () => {
      const named = examples.flatMap(({ with: input }) =>
        definition.targets(definition.input.parse(input)),
      );

      expect(named).not.toHaveLength(0);
    });

    it('does to the world what its effect says', async () => {
      const repeatable = effect === 'read' || effect === 'idempotent';
      for (const example of examples) {
        const site = new FakeSite();
        const untouched = site.state();

        await runConnector(definition, site, example.with);
        const first = { state: site.state(), changes: [...site.changes] };
        await runConnector(definition, site, example.with);
        const second = { state: site.state(), changes: [...site.changes] };

        // `once` and `irreversible` promise nothing of a second call: only a person has it made.
        expect(repeatable ? second : first).toEqual(first);
        expect(effect === 'read' ? first : { state: untouched, changes: [] }).toEqual({
          state: untouched,
          changes: [],
        });
      }
    });

    it('is read ahead exactly where it changes a state that can be put back', () => {
      const puts = effect === 'idempotent' && !uses.startsWith('notify.');

      expect(definition.before !== undefined).toBe(puts);
    });

    it('says how a person finds out whether it was done, where it may not be made twice', () => {
      const isOnce = effect === 'once' || effect === 'irreversible';

      expect(definition.findOut ?? '').toMatch(isOnce ? /^[A-Z].*\.$/ : /^$/);
      expect(connectorCatalogue()[uses]?.findOut).toBe(definition.findOut);
    });

    it('says when it takes power away, where it can', () => {
      const canCut = uses === 'redfish.power' || uses === 'redfish.outlet';

      expect(definition.powersOff !== undefined).toBe(canCut);
    });

    it('ends when it is cancelled, before the call and during it', async () => {
      const site = new FakeSite();
      const reason = new Error('cancelled by a test');
      const during = new AbortController();
      const call = callOf(definition, site, examples[0].with, { ports: hangingPorts(site) });

      const early = (async () => definition.run({ ...call, signal: AbortSignal.abort(reason) }))();
      await expect(early).rejects.toBe(reason);
      // Writing to the log is over at once: there is no during.
      const running =
        uses === 'notify.log'
          ? Promise.reject(reason)
          : definition.run({ ...call, signal: during.signal });
      setImmediate(() => during.abort(reason));
      await expect(running).rejects.toBe(reason);
    });
  },
);

const UNDOABLE = CONNECTORS.filter((definition) => 'undo' in definition);

describe.each(UNDOABLE.map((definition) => ({ uses: definition.uses, definition })))(
  'undo of $uses',
  ({ definition }) => {
    it('puts back what was read ahead, by a read that changed nothing', async () => {
      const site = new FakeSite();
      const untouched = site.state();
      const call = callOf(definition, site, definition.examples[0].with);

      const before = await definition.before?.(call);
      const afterReading = site.state();
      await definition.run(call);
      const afterRunning = site.state();
      await definition.undo?.({ ...call, before: before ?? null });

      expect(afterReading).toBe(untouched);
      expect(afterRunning).not.toBe(untouched);
      expect(site.state()).toBe(untouched);
    });

    it('tolerates that there is nothing to undo', async () => {
      const site = new FakeSite();
      const untouched = site.state();

      await definition.undo?.(
        callOf(definition, site, definition.examples[0].with, { before: null }),
      );

      expect(site.state()).toBe(untouched);
    });
  },
);
