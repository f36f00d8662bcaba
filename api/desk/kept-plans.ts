import type { PlanDetail } from '../../client/plan-detail';
import type { Reader } from '../../client/read-recoveries';

/** Plans kept for the next time; they never change. */
const MOST = 20;

/** The plans of recoveries, each read once. */
export class KeptPlans {
  private readonly kept = new Map<string, Promise<PlanDetail>>();

  constructor(private readonly reader: Pick<Reader, 'plan' | 'row'>) {}

  /** The plan of a recovery. Throws RECOVERY_UNKNOWN, PLAN_PART_MISSING. */
  async of(recovery: string): Promise<PlanDetail> {
    const { planDigest } = await this.reader.row(recovery);
    const found = this.kept.get(planDigest) ?? this.reader.plan(recovery);
    this.kept.delete(planDigest);
    this.kept.set(planDigest, found);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST && oldest !== undefined) this.kept.delete(oldest);
    try {
      return await found;
    } catch (error) {
      this.kept.delete(planDigest);
      throw error;
    }
  }
}
