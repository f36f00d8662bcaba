import {
  ENERGISE,
  INVENTORY,
  planOfTexts,
  POWER,
  RESTORE,
  runbookOf,
  stepsOf,
  withSteps,
} from '../test/support/scenario-texts';
import { missingSecrets } from './missing-secrets';

const mail = (id: string, more = '') =>
  `  - { id: ${id}, uses: notify.mail${more}, with: { server: "smtp://mail.here.example", from: "a@here.example", to: ["b@here.example"], user: ops, password: "secret://env/NOT_SET_${id.toUpperCase()}" } }\n`;
const CHANNELS = INVENTORY.replace(
  'channels:\n',
  `channels:\n${mail('press', ', public: true')}${mail('crew')}${mail('idle')}`,
);

const missingOf = async (...steps: readonly string[]): Promise<readonly string[]> =>
  await missingSecrets(planOfTexts({ inventory: CHANNELS, ...withSteps(...steps) }).plan);

const check = (header: string, more = '') =>
  `- { id: c, kind: check, uses: http.check, with: { url: "http://prometheus.here.example:9090", headers: { authorization: ${header} } }${more} }`;

describe('secrets that a drill needs and that are not there', () => {
  it('are those that calls name, as they stand or as a literal of an expression', async () => {
    expect(await missingOf(check('"secret://env/NOT_SET"'))).toEqual(['secret://env/NOT_SET']);
    expect(
      await missingOf(
        check(`"\${{ run.mode == 'drill' ? 'secret://env/NOT_SET' : ('secret://env/OTHER') }}"`),
      ),
    ).toEqual(['secret://env/NOT_SET', 'secret://env/OTHER']);
    expect(await missingOf(check('"secret://file/no/such/file"'))).toEqual([
      'secret://file/no/such/file',
    ]);
  });

  it('are none that only the run can put together, and none that are only mentioned', async () => {
    expect(await missingOf(check(`"\${{ 'secret://env/NOT_SET_' + run.mode }}"`))).toEqual([]);
    expect(await missingOf(check('"see secret://env/NOT_SET"'))).toEqual([]);
  });

  it('are none of steps that a drill leaves out or only pretends', async () => {
    expect(await missingOf(check('"secret://env/NOT_SET"', ', drill: skip'))).toEqual([]);
    expect(await missingOf(check('"secret://env/NOT_SET"', ', drill: simulate'))).toEqual([]);
  });

  it('are those of channels that are written to, but not to the public', async () => {
    const tell = (channel: string) =>
      `- { id: t, kind: notify, channels: [${channel}], message: x }`;

    expect(await missingOf(tell('log'))).toEqual([]);
    expect(await missingOf(tell('crew'))).toEqual(['secret://env/NOT_SET_CREW']);
    expect(await missingOf(tell('press'))).toEqual([]);
  });

  it('are those of what starts servers', async () => {
    const restore = RESTORE.replace(
      ' }',
      ', start: { uses: redfish.power, with: { state: on, user: ops, password: "secret://env/NOT_SET" } } }',
    );
    const runbook = runbookOf(stepsOf(POWER, ENERGISE, restore));

    expect(await missingSecrets(planOfTexts({ runbook }).plan)).toEqual(['secret://env/NOT_SET']);
  });
});
