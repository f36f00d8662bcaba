import fc from 'fast-check';
import { evaluate, parseExpression } from '../../model/expression/evaluate';
import type { Json, JsonObject } from '../../model/json';
import { keptOutput } from './kept-output';

const outlets = Array.from({ length: 90 }, (_, i) => ({
  id: `s${String(i)}`,
  state: i === 80 ? 'off' : 'on',
}));
const kept = (output: JsonObject, text: string): Json =>
  evaluate(parseExpression(text), { output: keptOutput(output) });

describe('what is kept of an output', () => {
  it('is all of it where it is short', () => {
    const output = { loadKw: 1, outlets: outlets.slice(0, 20) };

    expect(keptOutput(output)).toEqual(output);
  });

  it('lacks a long list rather than having a part of it', () => {
    const output = { loadKw: 1, outlets };

    expect(keptOutput(output)).toEqual({ loadKw: 1 });
    expect(() => kept(output, "output.outlets.all(one, one.state == 'on')")).toThrow('outlets');
  });

  it('lacks a long text, also where it is further down', () => {
    const output = { status: 200, json: { ok: true, log: 'x'.repeat(3000) }, text: 'short' };

    expect(keptOutput(output)).toEqual({ status: 200, json: { ok: true }, text: 'short' });
  });

  it('lacks the whole of what is long without a long list or text in it', () => {
    const names = Array.from({ length: 400 }, (_, i) => [`server-${String(i)}`, 'on'] as const);

    expect(keptOutput({ status: 200, servers: Object.fromEntries(names) })).toEqual({
      status: 200,
    });
  });

  it('is soon found out, however much there is', () => {
    const many = Array.from({ length: 5000 }, (_, i) => [String(i), 'x'.repeat(200)] as const);

    expect(Object.keys(keptOutput(Object.fromEntries(many))).length).toBeLessThan(10);
  });

  it('is at most 2 kB, and no list or text of it is another than it was', () => {
    const member = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), member), fc.string(), (some, text) => {
        const output = { ...(some as JsonObject), long: text.repeat(300) };

        const found = keptOutput(output);

        expect(Buffer.byteLength(JSON.stringify(found))).toBeLessThanOrEqual(2048);
        expectWithin(found, output);
      }),
    );
  });
});

/** Every object may lack members; everything else is as it was. */
function expectWithin(found: Json, whole: Json | undefined): void {
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    expect(found).toEqual(whole);
    return;
  }
  for (const [key, member] of Object.entries(found as JsonObject))
    expectWithin(member, (whole as JsonObject)[key]);
}
