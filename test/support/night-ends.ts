import type { CallOutcome } from '../../model/run/command';
import type { RunDriver } from './run-driver';
import { openGate } from './night-play';

const FEEDS = ['feed-a', 'feed-b', 'feed-c'] as const;

/** Ends a run by the one word `abort`, whatever it was doing; calls of make-safe end as `answer` says. */
export function endByAbort(run: RunDriver, answer: () => CallOutcome): void {
  run.holdsBack = false;
  run.load();
  run.submit('ann', 'engineer', 'abort');
  for (let turn = 0; turn < 100 && !run.run.over; turn += 1) {
    if (run.run.state.rolling) run.continueAsNew();
    run.endCancelled();
    for (const call of [...run.calls.values()]) {
      if (!run.calls.has(call.token)) continue;
      run.answerCall(
        call,
        call.node.aside?.of === 'make-safe' ? answer() : { ok: true, output: null },
      );
    }
    run.wait(60_000);
  }
}

/** Brings a run to the end of its program by what people say, with calls that go well. */
export function endByPeople(run: RunDriver): void {
  run.holdsBack = false;
  run.load();
  for (let turn = 0; turn < 300 && !run.run.over; turn += 1) {
    if (run.run.state.paused || run.run.state.stopped) run.submit('bo', 'commander', 'resume');
    for (const feed of FEEDS) openGate(run, feed);
    for (const id of [...run.run.byId.keys()]) moveOn(run, id);
    const back = run.watch?.services.filter((service) => !service.healthy) ?? [];
    if (back.length > 0)
      run.watched(Object.fromEntries(back.map(({ service }) => [service, true])));
    run.endCancelled();
    for (const call of [...run.calls.values()])
      if (run.calls.has(call.token)) run.answerCall(call, { ok: true, output: null });
    run.wait(60_000);
  }
}

function moveOn(run: RunDriver, id: string): void {
  switch (run.status(id)) {
    case 'held':
    case 'denied':
    case 'undone':
      run.submit('ann', 'engineer', 'retry', id);
      return;
    case 'waiting':
      run.submit('cy', 'manager', 'done', id, { answer: {} });
      run.submit('bo', 'commander', 'approve', id);
      run.submit('cy', 'manager', 'approve', id);
      run.submit('di', 'commander', 'approve', id);
      run.submit('di', 'manager', 'approve', id);
      return;
    default:
  }
}
