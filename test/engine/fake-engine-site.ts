import { z } from 'zod';
import { defineConnector, type ConnectorDefinition } from '../../activities/define-connector';
import { OperationError, type ErrorCode } from '../../model/errors';
import type { Json } from '../../model/json';
import type { SliceServer } from '../../model/plan/plan';
import type { Ports } from '../../activities/ports/ports';

interface Machine {
  readonly model: SliceServer;
  power: 'on' | 'off';
  onAt: number;
  policy: string;
  /** How long it boots, ms. */
  bootMs: number;
  /** Errors that its next starts give. */
  errors: ErrorCode[];
  /** Falls off so many times while it boots. */
  falls: number;
}

/** The clock that a site goes by. */
export interface TestClock {
  readonly now: () => number;
  readonly port: Ports['clock'];
}

/** A site for tests of slices: what was sent to it, and when, is all written down. */
export class FakeEngineSite {
  readonly machines = new Map<string, Machine>();
  /** Changing calls, in order. */
  readonly sent: { readonly id: string; readonly at: number }[] = [];
  /** Every call, in order: `uses id`. */
  readonly calls: string[] = [];
  /** Interlock reading; an error code makes it unknown. */
  ups: 'OL' | 'OB' | ErrorCode = 'OL';
  sampledAt: string | undefined;
  outlet: 'on' | 'off' = 'on';
  /** How long a reading of its UPS takes, ms. */
  readMs = 0;
  /** What does not come of the servers, kW. */
  otherKw = 0;
  /** Called with every start that is about to be sent. */
  onStart: (id: string) => void = () => undefined;

  constructor(
    private readonly clock: TestClock,
    servers: readonly SliceServer[],
  ) {
    for (const model of servers) {
      this.machines.set(model.id, {
        model,
        power: 'off',
        onAt: 0,
        policy: 'always-off',
        bootMs: 60_000,
        errors: [],
        falls: 0,
      });
    }
  }

  machine(id: string): Machine {
    const found = this.machines.get(id);
    if (found === undefined) throw new Error(`no machine ${id}`);
    return found;
  }

  loadKw(): number {
    const watts = [...this.machines.values()].map((one) =>
      one.power === 'on' ? one.model.watts : 0,
    );
    return this.otherKw + watts.reduce((sum, one) => sum + one, 0) / 1000;
  }

  connectors(): ReadonlyMap<string, ConnectorDefinition> {
    const server = z.strictObject({ server: z.string() });
    const list: readonly ConnectorDefinition[] = [
      defineConnector({
        ...rest('redfish.power', 'idempotent'),
        input: z.strictObject({ server: z.string(), state: z.string() }),
        targets: (input) => [{ kind: 'server', id: input.server }],
        run: ({ input, signal }) => this.start(input.server, signal),
      }),
      defineConnector({
        ...rest('redfish.outlets', 'read'),
        input: z.strictObject({ pdu: z.string() }),
        targets: (input) => [{ kind: 'pdu', id: input.pdu }],
        run: () => {
          this.calls.push('redfish.outlets');
          return Promise.resolve({
            loadKw: this.loadKw(),
            outlets: [{ id: 's1', state: this.outlet }],
          });
        },
      }),
      defineConnector({
        ...rest('redfish.outlet', 'idempotent'),
        input: z.strictObject({ pdu: z.string(), section: z.string(), state: z.string() }),
        targets: (input) => [{ kind: 'pdu', id: input.pdu }],
        run: ({ input }) => {
          this.sent.push({ id: input.section, at: this.clock.now() });
          this.outlet = 'on';
          return Promise.resolve({ sent: true });
        },
      }),
      defineConnector({
        ...rest('redfish.restore-policy', 'idempotent'),
        input: server,
        targets: (input) => [{ kind: 'server', id: input.server }],
        run: ({ input }) => {
          const machine = this.machine(input.server);
          const error = machine.errors.shift();
          if (error !== undefined) throw new OperationError(error, input.server);
          return Promise.resolve({ policy: machine.policy });
        },
      }),
      defineConnector({
        ...rest('nut.read', 'read'),
        input: z.strictObject({ ups: z.string() }),
        targets: (input) => [{ kind: 'ups', id: input.ups }],
        run: async ({ signal }) => {
          this.calls.push('nut.read');
          if (this.readMs > 0) await this.clock.port.sleep(this.readMs, signal);
          if (this.ups !== 'OL' && this.ups !== 'OB') throw new OperationError(this.ups, 'ups');
          const sampledAt = this.sampledAt ?? new Date(this.clock.now()).toISOString();
          return { status: [this.ups], sampledAt };
        },
      }),
      defineConnector({
        ...rest('http.check', 'read'),
        input: server,
        targets: (input) => [{ kind: 'server', id: input.server }],
        run: ({ input }) => Promise.resolve({ ok: this.isReady(this.machine(input.server)) }),
      }),
    ];
    return new Map(list.map((one) => [one.uses, one]));
  }

  private async start(id: string, signal: AbortSignal): Promise<Record<string, Json>> {
    const machine = this.machine(id);
    this.isReady(machine);
    this.calls.push(`redfish.power ${id}`);
    const error = machine.errors.shift();
    if (error !== undefined) throw new OperationError(error, `${id} does not want`);
    if (machine.power === 'on') return { was: 'on', sent: false };
    this.onStart(id);
    signal.throwIfAborted();
    machine.power = 'on';
    machine.onAt = this.clock.now();
    this.sent.push({ id, at: machine.onAt });
    await this.clock.port.sleep(200, signal);
    return { was: 'off', sent: true };
  }

  private isReady(machine: Machine): boolean {
    const age = this.clock.now() - machine.onAt;
    if (machine.power === 'on' && machine.falls > 0 && age > machine.bootMs / 2) {
      machine.falls -= 1;
      machine.power = 'off';
    }
    return machine.power === 'on' && age >= machine.bootMs;
  }
}

function rest(uses: string, effect: 'read' | 'idempotent') {
  return {
    uses,
    summary: uses,
    effect,
    needs: [],
    output: z.record(z.string(), z.unknown()),
    examples: [{ with: {}, gives: {} }] as const,
  };
}
