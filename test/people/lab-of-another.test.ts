import { resolve } from 'node:path';
import { Installation, type Ended } from '../support/installation';
import { poll } from '../support/poll';

/*
 * One lab serves one drill. A drill that was stopped does not go on in the lab of the next one, and a drill whose
 * lab was taken down says so and can be let go of.
 */

const HELLO = resolve(__dirname, '../../runbooks/hello');

describe('drills and their lab', () => {
  let installation: Installation;
  let first: string;
  let second: string;

  const drill = (): Promise<string> => installation.must('drill', HELLO, '--ask', '--detach');

  const notices = async (id: string): Promise<unknown> => {
    const shown = await installation.must('show', id, '--format', 'json');
    const { notices: found } = JSON.parse(shown) as { notices: unknown };
    return found;
  };

  const steer = (verb: string, id: string): Promise<Ended> =>
    installation.run(verb, '--as', 'noh-eunbi', '--recovery', id, '--reason', 'Because');

  beforeAll(async () => {
    installation = await Installation.make();
    await installation.must('up', '--detach');
    first = await drill();
    await installation.must('stop', '--as', 'noh-eunbi', '--recovery', first);
    second = await poll(async () => {
      const { code, stdout } = await installation.run('drill', HELLO, '--ask', '--detach');
      return code === 0 ? stdout.trim() : undefined;
    }, 30_000);
  }, 120_000);

  afterAll(async () => {
    await installation.remove();
  }, 30_000);

  it('keep a drill that was stopped out of the lab of the next one', async () => {
    const resumed = await steer('resume', first);

    expect({ code: resumed.code, error: resumed.stderr }).toEqual({
      code: 1,
      error: expect.stringMatching(/LAB_BUSY/),
    });
    expect(resumed.stderr).toMatch(second);
    expect(await notices(first)).toMatchObject([{ code: 'LAB_OF_ANOTHER' }]);
    expect(await notices(second)).toEqual([]);
  }, 60_000);

  it('say that the lab of a drill is gone, and let it be stopped and resumed', async () => {
    await installation.must('down');
    await installation.must('up', '--detach');

    expect(await notices(second)).toMatchObject([{ code: 'LAB_GONE' }]);
    expect((await steer('stop', second)).code).toBe(0);
    expect((await steer('resume', second)).code).toBe(0);
  }, 60_000);
});
