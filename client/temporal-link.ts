import { OperationError } from '../model/errors';
import { connectTemporal, temporalTarget, type TemporalAccess } from './connect-temporal';
import type { StateFolder } from './state-folder';
import { withTemporal, type Reach } from './submit-statement';
import { takesConnections } from './tcp-probe';

/** How long what was found out of Temporal counts, ms. */
const GOOD_MS = 1000;

/** How long a port may take to answer, ms. */
const PROBE_MS = 1000;

/** One connection to Temporal for a process that lives long, opened when it is needed and again when it was lost. */
export class TemporalLink {
  private access: TemporalAccess | undefined;
  private found: { readonly at: number; readonly status: Promise<'up' | 'down'> } | undefined;

  constructor(private readonly state: StateFolder) {}

  /** Whether Temporal takes connections, as of a second ago. */
  status(): Promise<'up' | 'down'> {
    const now = Date.now();
    if (this.found === undefined || now - this.found.at > GOOD_MS)
      this.found = { at: now, status: this.probe() };
    return this.found.status;
  }

  /** Does a piece of work; while a supervisor lives that brings Temporal back, it is waited for. */
  readonly reach: Reach = async (work) => {
    const access = await this.connected();
    if (access === undefined) return await withTemporal(this.state, work);
    try {
      return await work(access);
    } catch (error) {
      const isLost = error instanceof OperationError && error.code === 'TEMPORAL_UNREACHABLE';
      if (isLost) await this.close();
      throw error;
    }
  };

  async close(): Promise<void> {
    const { access } = this;
    this.access = undefined;
    await access?.close();
  }

  private async probe(): Promise<'up' | 'down'> {
    try {
      const { address } = await temporalTarget(this.state);
      return (await takesConnections(address, PROBE_MS)) ? 'up' : 'down';
    } catch {
      return 'down';
    }
  }

  /** The connection that is kept; undefined where it cannot be made at once. */
  private async connected(): Promise<TemporalAccess | undefined> {
    try {
      const target = await temporalTarget(this.state);
      if (this.access !== undefined && this.access.target.address !== target.address)
        await this.close();
      this.access ??= await connectTemporal(target);
      return this.access;
    } catch (error) {
      if (error instanceof OperationError && error.code === 'TEMPORAL_UNREACHABLE')
        return undefined;
      throw error;
    }
  }
}
