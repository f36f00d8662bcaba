import { Installation } from '../support/installation';
import { drawRound, runKind, type Kind } from './small-site/kinds';

/*
 * A few rounds of `npm run chaos`, so that neither it nor what it proves rots. Hundreds of rounds are run by hand.
 */

const ROUND_LIMIT_MS = 120_000;

describe('a night at the small site', () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await Installation.make();
    await installation.must('up', '--detach');
  }, 60_000);

  afterAll(async () => {
    await installation.remove();
  }, 30_000);

  it.each<[string, Kind, number]>([
    ['ends right after faults', 'faults', 101],
    ['stands still within two seconds of a stop, and ends right after it', 'stop', 2],
    ['is made safe by an abort', 'abort', 2],
  ])(
    '%s',
    async (_name, kind, seed) => {
      const end = await runKind(installation, kind, seed);

      expect({ faults: drawRound(kind, seed).faults, problems: end.problems }).toEqual({
        faults: expect.any(Array),
        problems: [],
      });
    },
    ROUND_LIMIT_MS,
  );
});
