import { randomUUID } from 'node:crypto';
import { Installation } from '../support/installation';
import { poll } from '../support/poll';
import {
  SMALL_DRILL,
  SMALL_ROSTER,
  smallInventory,
  smallRunbook,
  writtenScenario,
} from '../support/written-scenario';

/*
 * The real program: `up` prints a link, three people come in by links of their own, one starts a drill in which
 * nobody is simulated, two approve. What is not right gets the refusal that the command line gives.
 */

const STEPS = `
  - id: go
    kind: approval
    title: Go on?
    approvers: { roles: [commander, manager], quorum: 2, distinctRoles: true }
  - id: inspect
    kind: manual
    assignee: manager
    form: { floor: { type: number, required: true, min: 1 } }
`;

/** Somebody with a browser. */
class Visitor {
  private cookie = '';

  constructor(private readonly page: string) {}

  async enter(link: string): Promise<Response> {
    const answer = await fetch(link, { redirect: 'manual' });
    this.keep(answer);
    return answer;
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.page}/api/v1${path}`, { headers: { cookie: this.cookie } });
  }

  async send(
    method: string,
    path: string,
    body: unknown,
    key: string = randomUUID(),
  ): Promise<Response> {
    const answer = await fetch(`${this.page}/api/v1${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        origin: this.page,
        'x-blackstart': '1',
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(body),
    });
    this.keep(answer);
    return answer;
  }

  say(id: string, body: object, key?: string): Promise<Response> {
    return this.send('POST', `/recoveries/${id}/statements`, body, key);
  }

  private keep(answer: Response): void {
    const set = answer.headers.get('set-cookie');
    if (set !== null) this.cookie = set.split(';')[0] ?? '';
  }
}

interface Question {
  readonly node: string;
  readonly shown: string;
  readonly isMine: boolean;
  readonly hasSigned: boolean;
}

describe('the page of a real installation', () => {
  let installation: Installation;
  let scenario: { readonly folder: string; remove(): Promise<void> };
  let page: string;
  let link: string;
  let id: string;

  beforeAll(async () => {
    scenario = await writtenScenario({
      'runbook.yaml': smallRunbook(STEPS),
      'inventory.lab.yaml': smallInventory(),
      'roster.yaml': SMALL_ROSTER,
      'drills/calm.yaml': SMALL_DRILL,
    });
    process.env['BLACKSTART_RUNBOOKS'] = scenario.folder;
    installation = await Installation.make();
    const told = await installation.must('up', '--detach');
    link = /^page: (.*)$/m.exec(told)?.[1] ?? '';
    page = new URL(link).origin;
  }, 120_000);

  afterAll(async () => {
    delete process.env['BLACKSTART_RUNBOOKS'];
    await installation.remove();
    await scenario.remove();
  }, 30_000);

  const visitor = async (person: string): Promise<Visitor> => {
    const made = new Visitor(page);
    await made.enter(await installation.must('page'));
    expect((await made.send('PUT', '/session', { person })).status).toBe(200);
    return made;
  };
  const codeOf = async (answer: Response): Promise<string> =>
    ((await answer.json()) as { code: string }).code;
  const question = (who: Visitor, node: string): Promise<Question> =>
    poll(async () => {
      const { questions } = (await (await who.get('/inbox')).json()) as { questions: Question[] };
      return questions.find((one) => one.node === node);
    }, 20_000);

  it('is entered by the link that `up` prints, once', async () => {
    const first = await new Visitor(page).enter(link);
    const again = await new Visitor(page).enter(link);

    expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
    expect([again.status, await codeOf(again)]).toEqual([401, 'LINK_NOT_GOOD']);
  });

  it('starts a drill once, however often the same request comes', async () => {
    const ann = await visitor('ann');
    const { runbooks } = (await (await ann.get('/runbooks')).json()) as {
      runbooks: { id: string; title: string }[];
    };
    expect(runbooks.map((one) => one.id)).toContain('small');
    const body = { runbook: 'small', ask: true };
    const key = randomUUID();

    const answers = await Promise.all([1, 2].map(() => ann.send('POST', '/recoveries', body, key)));

    const ids = await Promise.all(
      answers.map(async (one) => ((await one.json()) as { id: string }).id),
    );
    id = ids[0] ?? '';
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(ids).toEqual([id, id]);
    const other = await ann.send('POST', '/recoveries', { ...body, speed: 2 }, key);
    expect([other.status, await codeOf(other)]).toEqual([422, 'KEY_REUSED']);
  }, 60_000);

  it('goes on once two people have approved, and refuses as the command line does', async () => {
    const [ann, bo, cy] = [await visitor('ann'), await visitor('bo'), await visitor('cy')];
    const { shown } = await question(bo, 'go');
    const approve = { act: 'approve', step: 'go', shown };
    const refused = async (who: Visitor, body: object): Promise<unknown> => {
      const answer = await who.say(id, body);
      return [answer.status, await codeOf(answer)];
    };

    expect(await refused(ann, { ...approve, role: 'commander' })).toEqual([403, 'STARTER_MAY_NOT']);
    expect(await refused(ann, { ...approve, role: 'operator' })).toEqual([403, 'ROLE_NOT_ASKED']);
    expect(await refused(cy, { act: 'pause', reason: 'So' })).toEqual([403, 'VERB_NOT_ALLOWED']);
    expect(await refused(cy, { ...approve, shown: 'sha256:00' })).toEqual([
      409,
      'STATEMENT_QUESTION_CHANGED',
    ]);
    expect(await refused(cy, { act: 'deny', step: 'go' })).toEqual([422, 'REASON_MISSING']);

    const key = randomUUID();
    const twice = await Promise.all([bo.say(id, approve, key), bo.say(id, approve, key)]);
    const receipts = await Promise.all(twice.map((one) => one.json()));
    expect(twice.map(({ status }) => status)).toEqual([201, 201]);
    expect(receipts[0]).toEqual(receipts[1]);
    expect(await refused(bo, approve)).toEqual([409, 'ALREADY_SIGNED']);
    expect(await question(bo, 'go')).toMatchObject({ isMine: false, hasSigned: true });

    expect((await cy.say(id, approve)).status).toBe(201);
    const manual = await question(cy, 'inspect');
    const done = { act: 'done', step: 'inspect', shown: manual.shown };
    expect(await refused(cy, { ...done, answer: { floor: 0 } })).toEqual([422, 'FORM_INCOMPLETE']);
    expect((await cy.say(id, { ...done, answer: { floor: 3 } })).status).toBe(201);
    expect((await installation.ended(id, 30_000)).status).toBe('done');

    // The same request after the end, even by another process, is told what became of it.
    const late = await bo.say(id, approve, key);
    expect([late.status, await late.json()]).toEqual([201, receipts[0]]);
    expect(await refused(cy, done)).toEqual([409, 'RECOVERY_OVER']);
  }, 90_000);

  it('shows what everybody said, with signatures that hold', async () => {
    const ann = await visitor('ann');

    const answer = await (await ann.get(`/recoveries/${id}/statements`)).json();

    expect(answer).toMatchObject({
      statements: [
        { act: 'approve', person: 'bo', signature: 'good', keyKind: 'local', simulated: false },
        { act: 'approve', person: 'cy', signature: 'good' },
        { act: 'done', person: 'cy', signature: 'good', answer: { floor: 3 } },
      ],
    });
  });

  it('comes back at the same address when its process dies', async () => {
    const [pid] = installation.pidsOf('api');
    process.kill(pid ?? 0, 'SIGKILL');
    const ann = await poll(async () => await visitor('ann').catch(() => undefined), 20_000);
    expect((await ann.get(`/recoveries/${id}`)).status).toBe(200);

    await installation.run('down');
    await expect(fetch(page)).rejects.toThrow();
  }, 60_000);
});
