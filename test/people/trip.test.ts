import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { StoredEntry } from '../../ledger/ledger';
import type { EntryBody } from '../../model/run/entry';
import { doneTwice, Installation } from '../support/installation';
import { poll } from '../support/poll';

/*
 * A rehearsal of a trip, nobody at hand: a feed is lost in the middle of restore, its gate is signed off again and
 * the feed is resumed, somebody stops the run and lets it go on. The simulated people are killed on the way.
 */

const DRILL = `apiVersion: blackstart/v1
kind: Drill
metadata: { id: trip }
environment: lab
inputs: { site: annex }
starter: han-jiwoo
speed: 120
seed: 7
faults:
  - fault: feed-lost
    target: feed-a
    on: { target: 'server:*', value: ready, nth: 3 }
    for: 5m
people:
  - { person: noh-eunbi, step: power-safe, act: reading, value: 48, after: 3m }
  - { person: noh-eunbi, step: power-safe, act: sign-off, after: 4m }
  - { person: seo-minjae, step: start-servers, act: approve, after: 1m }
  - { person: noh-eunbi, act: note, when: tripped, after: 0s, reason: Electrician is called }
  - { person: noh-eunbi, act: resume, feed: feed-a, cause: Water in a joint, after: 10m }
  - { person: noh-eunbi, act: stop, when: running, of: enable, after: 1s }
  - { person: seo-minjae, act: resume, after: 2m }
`;

type Said = Extract<EntryBody, { type: 'said' }>;

const saidOf = (entries: readonly StoredEntry[]): readonly string[] =>
  entries.flatMap(({ body }) => (body.type === 'said' ? [tellOf(body)] : []));

const tellOf = ({ signed: { statement } }: Said): string =>
  [statement.act, statement.step, statement.attempt].join(' ').replace('  0', '');

describe('a rehearsal in which a feed trips', () => {
  let installation: Installation;
  let folder: string;
  let id: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blackstart-trip-'));
    await cp(resolve(__dirname, '../../runbooks/hello'), folder, { recursive: true });
    await writeFile(join(folder, 'drills/trip.yaml'), DRILL);
    installation = await Installation.make();
    await installation.must('up', '--detach');
    id = await installation.must('drill', folder, '--drill', 'trip', '--detach');
  }, 120_000);

  afterAll(async () => {
    await installation.remove();
    await rm(folder, { recursive: true, force: true });
  }, 30_000);

  /** Waits for an entry, and kills the simulated people as soon as it is there. */
  const killPeopleAt = async (isIt: (body: EntryBody) => boolean): Promise<void> => {
    await poll(
      async () => (await installation.entries(id)).some(({ body }) => isIt(body)) || undefined,
      60_000,
    );
    for (const pid of installation.pidsOf('people')) process.kill(pid, 'SIGKILL');
  };

  it('comes to its end by what people say, each once, whenever they are killed', async () => {
    await killPeopleAt((body) => body.type === 'said' && body.signed.statement.act === 'reading');
    await killPeopleAt((body) => body.type === 'tripped');
    await killPeopleAt((body) => body.type === 'said' && body.signed.statement.act === 'note');
    await killPeopleAt((body) => body.type === 'feed-resumed');
    const view = await installation.ended(id, 90_000);

    expect(view.status).toBe('done');
    const said = saidOf(await installation.entries(id));
    // The note waits for nobody, and nobody for it.
    expect(said.filter((one) => one !== 'note')).toEqual([
      'reading power-safe/feed-a 1',
      'sign-off power-safe/feed-a 1',
      'approve start-servers 1',
      'reading power-safe/feed-a 2',
      'sign-off power-safe/feed-a 2',
      'resume',
      'stop',
      'resume',
    ]);
    expect(view.notes).toMatchObject([{ person: 'noh-eunbi', text: 'Electrician is called' }]);
    expect(doneTwice(await installation.journal())).toEqual([]);
  }, 180_000);

  it('names the cause in the ledger, behind the second sign-off', async () => {
    const bodies = (await installation.entries(id)).map(({ body }) => body);
    const resumed = bodies.findIndex((body) => body.type === 'feed-resumed');
    const signedOff = bodies.findLastIndex(
      (body) => body.type === 'said' && body.signed.statement.act === 'sign-off',
    );

    expect(bodies[resumed]).toMatchObject({ feed: 'feed-a', cause: 'Water in a joint' });
    expect(signedOff).toBeLessThan(resumed);
  });
});
