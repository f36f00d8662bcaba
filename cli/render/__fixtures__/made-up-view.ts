import type {
  AskView,
  FeedView,
  RecoveryView,
  ServiceView,
  StepView,
} from '../../../model/view/recovery-view';

/** When the made-up recovery began. */
const STARTED = '2026-03-01T05:00:00.000Z';

/** Ten real minutes later, ms since 1970. */
export const NOW = Date.parse('2026-03-01T05:10:00.000Z');

function madeUpStep(over: Partial<StepView> & { readonly id: string }): StepView {
  return {
    kind: 'action',
    title: over.id,
    group: null,
    aside: null,
    status: 'pending',
    attempts: 0,
    startedAt: null,
    endedAt: null,
    waitingFor: null,
    error: null,
    servers: null,
    waivers: [],
    parts: [],
    ...over,
  };
}

function madeUpService(over: Partial<ServiceView> & { readonly id: string }): ServiceView {
  return {
    title: over.id,
    tier: 1,
    status: 'down',
    fallen: false,
    share: 0,
    enabledAt: null,
    rto: 3600,
    recoverySeconds: null,
    met: null,
    ...over,
  };
}

function madeUpFeed(id: string, up: number, total: number): FeedView {
  return {
    id,
    title: id,
    status: 'ok',
    trip: null,
    servers: { total, up, failed: 2, slow: 1 },
    waves: [
      { node: `restore/${id}/w1`, status: 'done', servers: total / 2, up: total / 2 },
      { node: `restore/${id}/w2`, status: 'running', servers: total / 2, up: up - total / 2 },
    ],
  };
}

export function madeUpAsk(over: Partial<AskView> = {}): AskView {
  return {
    node: 'power-safe/feed-b',
    step: 'power-safe',
    title: 'Power safe on feed-b',
    kind: 'power',
    attempt: 1,
    since: '2026-03-01T05:08:00.000Z',
    until: '2026-03-01T17:00:00.000Z',
    shown: 'sha256:00',
    lines: [
      'DRILL · Bring a site back after total power loss · pangyo-20260301-bcdfgh',
      'Power safe on feed-b',
      'Readings: insulation at least 25 MOhm; phase-rotation correct',
      'Asked by Han Ji-woo (phone +82-2-555-0101)',
      'If yes: this feed may be energised, section by section',
      'If no: what needs it stays held; nothing is undone',
      'If late: held after 2026-03-01T17:00:00.000Z; lateness never approves',
      'Needs: 2 signatures by facility-engineer, facility-manager; each in another role',
      'Last drilled: not on record',
    ],
    roles: ['facility-engineer', 'facility-manager'],
    open: [
      {
        part: 'lock',
        id: 'l-01',
        who: ['person:han-jiwoo'],
        text: 'lock l-01 held by han-jiwoo',
      },
      {
        part: 'reading',
        id: 'insulation',
        who: ['facility-engineer', 'facility-manager'],
        text: 'reading insulation in MOhm',
      },
      {
        part: 'sign-off',
        id: '',
        who: ['facility-engineer', 'facility-manager'],
        text: 'sign-off 1 of 2 by facility-engineer or facility-manager',
      },
    ],
    ...over,
  };
}

/** A recovery in the middle of its work: something of everything. */
export function madeUpView(over: Partial<RecoveryView> = {}): RecoveryView {
  return {
    id: 'pangyo-20260301-bcdfgh',
    title: 'Bring a site back after total power loss',
    mode: 'drill',
    simulated: false,
    speed: 60,
    plan: { digest: 'sha256:aabbccddeeff0011', procedureDigest: 'sha256:112233445566', runbook: 'pangyo' },
    environment: 'lab',
    sites: ['pangyo'],
    starter: 'han-jiwoo',
    status: 'running',
    since: STARTED,
    startedAt: STARTED,
    endedAt: null,
    lostAt: STARTED,
    simulatedSeconds: 36_000,
    seq: 120,
    steps: [
      madeUpStep({
        id: 'released',
        kind: 'manual',
        title: 'Fire authority has released the building',
        status: 'done',
        startedAt: STARTED,
        endedAt: '2026-03-01T05:00:05.000Z',
      }),
      madeUpStep({
        id: 'power-safe',
        kind: 'power',
        status: 'waiting',
        startedAt: '2026-03-01T05:00:05.000Z',
        waitingFor: 'lock l-01 held by han-jiwoo since 2026-03-01T05:08:00.000Z',
      }),
      madeUpStep({ id: 'foundations', kind: 'group', title: 'Foundations', status: 'running', startedAt: STARTED }),
      madeUpStep({ id: 'cooling', kind: 'check', group: 'foundations', status: 'done', startedAt: STARTED, endedAt: STARTED }),
      madeUpStep({
        id: 'restore',
        kind: 'restore',
        status: 'held',
        startedAt: '2026-03-01T05:02:00.000Z',
        servers: { total: 360, up: 180, failed: 4, slow: 2 },
        parts: [
          {
            id: 'restore/feed-a/w2',
            title: null,
            waivers: [],
            feed: 'feed-a',
            service: null,
            status: 'held',
            attempts: 3,
            startedAt: STARTED,
            endedAt: null,
            waitingFor: null,
            error: {
              code: 'WAVE_OVER_TOLERANCE',
              message: '14 of 60 servers failed, 6 are tolerated: a001, a002, a003 and others of rack r-12',
              fix: 'Look at the rack, then retry.',
            },
            progress: null,
          },
        ],
      }),
      madeUpStep({ id: 'tell', kind: 'notify', title: 'Tell everyone how it stands' }),
    ],
    services: [
      madeUpService({
        id: 'talk-text',
        title: 'Text messaging',
        status: 'enabled',
        share: 100,
        enabledAt: '2026-03-01T05:09:00.000Z',
        rto: 36_000,
        recoverySeconds: 32_400,
        met: true,
      }),
      madeUpService({ id: 'login', status: 'ramping', share: 25, rto: 7200 }),
      madeUpService({ id: 'mail', title: 'Daum 메일과 카페를 포함한 아주 긴 이름의 서비스입니다 정말로', tier: 2, status: 'starting', rto: 90_000 }),
      madeUpService({ id: 'image-registry', tier: 3 }),
      madeUpService({ id: 'deploy-tool', tier: 3 }),
    ],
    feeds: [madeUpFeed('feed-a', 120, 180), madeUpFeed('feed-b', 60, 180)],
    waiting: [madeUpAsk()],
    waivers: [],
    notes: [],
    after: null,
    left: [],
    ...over,
  };
}

/** A recovery in a bad night: a trip, a service that fell, a waiver, an undo that asks, something left. */
export function madeUpNight(over: Partial<RecoveryView> = {}): RecoveryView {
  const view = madeUpView();
  return {
    ...view,
    steps: [
      ...view.steps,
      madeUpStep({
        id: 'undo-1',
        title: 'Undo 1',
        aside: 'undo',
        status: 'waiting',
        startedAt: '2026-03-01T05:09:00.000Z',
        waitingFor: 'signature 1 of 2 by incident-commander since 2026-03-01T05:09:00.000Z',
      }),
    ],
    services: [
      ...view.services,
      madeUpService({ id: 'session-store', status: 'enabled', share: 100, fallen: true, met: true }),
    ],
    feeds: [
      {
        ...madeUpFeed('feed-a', 120, 180),
        status: 'tripped',
        trip: {
          at: '2026-03-01T05:09:30.000Z',
          interlock: 'load',
          reason: '212.5 kW, and 200 kW are usable',
          needs: ['reading insulation in MOhm', 'sign-off 1 of 2 by facility-engineer', 'cause'],
          waits: [{ feed: 'feed-b', what: ['ups ups-1', 'zone cold-2'] }],
        },
      },
      madeUpFeed('feed-b', 60, 180),
    ],
    waivers: [
      {
        node: 'power-safe/feed-b',
        feed: 'feed-b',
        interlock: 'inlet',
        status: 'active',
        until: '2026-03-01T06:00:00.000Z',
        by: [
          { person: 'han-jiwoo', role: 'facility-engineer' },
          { person: 'oh-jihye', role: 'facility-manager' },
        ],
        forMs: 3_600_000,
      },
    ],
    notes: [
      { at: '2026-03-01T05:08:10.000Z', person: 'han-jiwoo', step: 'restore', text: 'Rack 12 smells' },
    ],
    ...over,
  };
}
