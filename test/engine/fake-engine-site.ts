import { z } from 'zod';
import { defineConnector, type ConnectorDefinition } from '../../activities/define-connector';
import { OperationError, type ErrorCode } from '../../model/errors';
import { isJsonObject, type Json } from '../../model/json';
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
  /** When it will be off, ms since 1970, where it was told to go off. */
  offAt?: number;
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
  /** Readings of single UPSs that are otherwise. */
  readonly upsOf = new Map<string, 'OL' | 'OB' | ErrorCode>();
  sampledAt: string | undefined;
  /** When the load says that it was measured. */
  loadSampledAt: string | undefined;
  outlet: 'on' | 'off' = 'on';
  /** How long a reading of its UPS takes, ms. */
  readMs = 0;
  /** What does not come of the servers, kW. */
  otherKw = 0;
  /** What the meter says instead of the load, kW. */
  meterKw: number | undefined;
  /** Whether its PDU gives no answer. */
  isPduSilent = false;
  /** How long a server takes to go off, ms. */
  offMs = 20_000;
  /** Servers whose BMC takes a call and never answers: the port gives up after 10 s. */
  readonly hanging = new Set<string>();
  /** What its BMCs ask for before they say how they stand. */
  password: string | undefined;
  /** Whether starts that fail do so by the answer to their order, not before it. */
  failsOnceSent = false;
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
        input: z.strictObject({
          server: z.string(),
          state: z.string(),
          password: z.string().optional(),
        }),
        targets: (input) => [{ kind: 'server', id: input.server }],
        before: async ({ input, signal }) => {
          this.calls.push(`redfish.power? ${input.server}`);
          await this.answer(input.server, signal);
          if (input.password !== this.password)
            throw new OperationError('TARGET_DENIED', input.server);
          return { power: this.powerOf(this.machine(input.server)) };
        },
        run: ({ input, signal, ports }) => this.start(input.server, ports, signal),
        undo: async ({ input, before, ports, signal }) => {
          if (!isJsonObject(before) || before['power'] !== 'off') return;
          await this.stop(input.server, ports, signal);
        },
        powersOff: (input, before) =>
          before === undefined ? input.state !== 'on' : isJsonObject(before),
      }),
      defineConnector({
        ...rest('redfish.outlets', 'read'),
        input: z.strictObject({ pdu: z.string() }),
        targets: (input) => [{ kind: 'pdu', id: input.pdu }],
        run: ({ input }) => {
          this.calls.push('redfish.outlets');
          if (this.isPduSilent) throw new OperationError('TARGET_NO_ANSWER', input.pdu);
          return Promise.resolve({
            loadKw: this.meterKw ?? this.loadKw(),
            outlets: [{ id: 's1', state: this.outlet }],
            ...(this.loadSampledAt === undefined ? {} : { sampledAt: this.loadSampledAt }),
          });
        },
      }),
      defineConnector({
        ...rest('redfish.outlet', 'idempotent'),
        input: z.strictObject({ pdu: z.string(), section: z.string(), state: z.string() }),
        targets: (input) => [{ kind: 'pdu', id: input.pdu }],
        before: () => {
          if (this.isPduSilent) throw new OperationError('TARGET_NO_ANSWER', 'pdu');
          return Promise.resolve({ state: this.outlet });
        },
        run: ({ input }) => {
          this.sent.push({ id: input.section, at: this.clock.now() });
          this.outlet = 'on';
          return Promise.resolve({ sent: true });
        },
        undo: ({ input }) => {
          this.sent.push({ id: `${input.section} off`, at: this.clock.now() });
          this.outlet = 'off';
          return Promise.resolve();
        },
        powersOff: (input, before) =>
          before === undefined ? input.state !== 'on' : isJsonObject(before),
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
        run: async ({ input, signal }) => {
          this.calls.push('nut.read');
          if (this.readMs > 0) await this.clock.port.sleep(this.readMs, signal);
          const ups = this.upsOf.get(input.ups) ?? this.ups;
          if (ups !== 'OL' && ups !== 'OB') throw new OperationError(ups, input.ups);
          const sampledAt = this.sampledAt ?? new Date(this.clock.now()).toISOString();
          return { status: [ups], sampledAt };
        },
      }),
      defineConnector({
        ...rest('http.check', 'read'),
        input: server,
        targets: (input) => [{ kind: 'server', id: input.server }],
        run: async ({ input, signal }) => {
          await this.answer(input.server, signal);
          return { ok: this.isReady(this.machine(input.server)) };
        },
      }),
    ];
    return new Map(list.map((one) => [one.uses, one]));
  }

  private async start(
    id: string,
    ports: Ports,
    signal: AbortSignal,
  ): Promise<Record<string, Json>> {
    const machine = this.machine(id);
    this.isReady(machine);
    this.calls.push(`redfish.power ${id}`);
    await this.answer(id, signal);
    const error = machine.errors.shift();
    if (error !== undefined) {
      // One that spoiled the answer spoiled it after the order.
      if (error === 'EXPRESSION_FAILED' || this.failsOnceSent) await this.post(id, ports, signal);
      throw new OperationError(error, `${id} does not want`);
    }
    if (machine.power === 'on') return { was: 'on', sent: false };
    this.onStart(id);
    signal.throwIfAborted();
    await this.post(id, ports, signal);
    machine.power = 'on';
    machine.onAt = this.clock.now();
    this.sent.push({ id, at: machine.onAt });
    await this.clock.port.sleep(200, signal);
    return { was: 'off', sent: true };
  }

  /** Tells it to go off; it takes its time. */
  private async stop(id: string, ports: Ports, signal: AbortSignal): Promise<void> {
    const machine = this.machine(id);
    this.calls.push(`redfish.power off ${id}`);
    const error = machine.errors.shift();
    if (error !== undefined) throw new OperationError(error, `${id} does not want`);
    if (this.powerOf(machine) !== 'on') return;
    await this.post(id, ports, signal);
    machine.offAt = this.clock.now() + this.offMs;
    this.sent.push({ id: `${id} off`, at: this.clock.now() });
  }

  private async answer(id: string, signal: AbortSignal): Promise<void> {
    if (!this.hanging.has(id)) return;
    await this.clock.port.sleep(10_000, signal);
    throw new OperationError('TARGET_NO_ANSWER', id);
  }

  private powerOf(machine: Machine): 'on' | 'off' | 'powering-off' {
    if (machine.offAt === undefined) return machine.power;
    if (this.clock.now() < machine.offAt) return 'powering-off';
    delete machine.offAt;
    machine.power = 'off';
    return 'off';
  }

  private async post(id: string, ports: Ports, signal: AbortSignal): Promise<void> {
    await ports.http.request({ url: `http://bmc-${id}.lab.example/x`, method: 'POST' }, signal);
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
