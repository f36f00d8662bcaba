import { basename } from 'node:path';
import { textOf } from '../../client/make-plan';
import { startRecovery } from '../../client/start-recovery';
import { isErrorCode, OperationError } from '../../model/errors';
import type { Problem } from '../../model/problem';
import { ListedError } from '../read-input';
import type { Desk } from './desk';
import { keyFor } from './key-for';
import type { KnownRunbook } from './known-runbooks';
import type { Session } from '../session/session-store';

/** What a drill is started with. */
export interface DrillAsked {
  readonly runbook: string;
  readonly drill: string;
  readonly ask: boolean;
  readonly inputs: Readonly<Record<string, string>>;
  readonly speed?: number | undefined;
  readonly seed?: number | undefined;
  readonly lostAt?: string | undefined;
}

/**
 * Starts a drill, once for each key; gives its id. A machine starts it as whom the drill names. Throws
 * RUNBOOK_UNKNOWN, the first problem of its files, LAB_BUSY, START_REFUSED, TEMPORAL_UNREACHABLE and others.
 */
export async function startDrill(
  desk: Desk,
  asked: DrillAsked,
  session: Session | undefined,
  key: string,
): Promise<string> {
  const { runbook, drill, ask, inputs, speed, seed, lostAt } = asked;
  const request = {
    runbook,
    drill,
    ask,
    inputs,
    speed: speed ?? null,
    seed: seed ?? null,
    lostAt: lostAt ?? null,
    starter: session?.person ?? null,
  };
  return await desk.started.do(key, request, async () =>
    start(desk, await desk.runbooks.get(runbook), asked, session),
  );
}

async function start(
  desk: Desk,
  runbook: KnownRunbook,
  asked: DrillAsked,
  session: Session | undefined,
): Promise<string> {
  const { compiled, files } = await desk.runbooks.make(runbook, {
    drill: asked.drill,
    inputs: asked.inputs,
  });
  if (!compiled.ok) throw problemsOf(compiled.problems);
  const { plan, drill } = compiled;
  if (drill === undefined)
    throw new OperationError('RUNBOOK_UNKNOWN', `'${runbook.id}' has no drill '${asked.drill}'`);
  const inventoryText = textOf(files, plan.inventoryFile) ?? '';
  const drillText = textOf(files, plan.drillFile) ?? '';
  return await startRecovery(
    {
      state: desk.state,
      plan: plan.parts,
      mode: 'drill',
      speed: asked.speed ?? drill.speed,
      simulated: !asked.ask,
      starter: session?.person ?? drill.starter,
      key: keyFor(session),
      ...(asked.lostAt === undefined ? {} : { lostAt: asked.lostAt }),
      ...(drill.environment === 'lab'
        ? { lab: { inventoryText, drillText, seed: asked.seed ?? drill.seed } }
        : {}),
      ...(asked.ask ? {} : { people: { drillText } }),
    },
    () => undefined,
  );
}

/** What stands against a plan, as one error: its first problem gives the code. */
export function problemsOf(problems: readonly Problem[]): ListedError {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const code = errors[0]?.code ?? '';
  return new ListedError(
    isErrorCode(code) ? code : 'SCENARIO_INCOMPLETE',
    errors.map(({ file, line, column, message }) => ({
      in: 'file',
      at: `${basename(file)}:${String(line)}:${String(column)}`,
      message,
    })),
  );
}
