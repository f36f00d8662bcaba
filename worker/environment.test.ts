import { workerEnvironment } from './environment';

describe('the environment of a worker', () => {
  it('keeps its state in ./.blackstart unless told otherwise', () => {
    expect(workerEnvironment({})).toMatchObject({
      ledger: expect.stringMatching(/\.blackstart\/ledger\.db$/),
      labHosts: undefined,
      taskQueue: 'blackstart',
      isTied: false,
    });
  });

  it('takes each thing from its variable', () => {
    const environment = workerEnvironment({
      BLACKSTART_STATE: '/srv/state',
      BLACKSTART_LAB_HOSTS: '/srv/state/lab/hosts.json',
      BLACKSTART_TASK_QUEUE: 'other',
      BLACKSTART_TIED: '1',
    });

    expect(environment).toMatchObject({
      ledger: '/srv/state/ledger.db',
      labHosts: '/srv/state/lab/hosts.json',
      taskQueue: 'other',
      isTied: true,
    });
    expect(workerEnvironment({ BLACKSTART_LEDGER: '/srv/l.db' }).ledger).toBe('/srv/l.db');
  });
});
