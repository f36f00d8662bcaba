import type { Run } from './run';

/** No new command goes out, and running ones are told to stop. Make-safe is not stopped. */
export function stopRun(run: Run): void {
  if (run.state.goal === 'abort') return;
  run.state.stopped = true;
  cancelCalls(run);
}

/** Tells every call under way to stop. */
export function cancelCalls(run: Run): void {
  for (const kept of Object.values(run.state.active)) {
    if (kept.token !== 0) run.commands.push({ do: 'cancel', token: kept.token });
  }
}
