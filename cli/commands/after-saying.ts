import type { Command } from 'commander';
import type { RecoveryView } from '../../model/view/recovery-view';
import { readingRange } from '../render/answers';
import { clock } from '../render/times';
import { wrap } from '../render/text';
import type { Shell } from '../terminal/shell';
import { viewAfter, type Taken } from './say';
import { stateOf, withReader } from './with-reader';

/** Says of a reading that was taken whether the gate takes it as safe. */
export async function tellReading(
  taken: Taken,
  reading: { readonly id: string; readonly value: unknown },
  command: Command,
  shell: Shell,
): Promise<void> {
  const view = await viewOf(taken, command);
  const ask = view.waiting.find((one) => one.node === taken.step);
  const isOpen = ask?.open.some((part) => part.part === 'reading' && part.id === reading.id);
  if (ask === undefined || isOpen !== true) return;
  const range = readingRange(ask.lines, reading.id);
  const wanted = range === undefined ? '' : `; it must be ${range}`;
  shell.out.lines(
    wrap(
      `${taken.step} stays shut: ${reading.id} = ${JSON.stringify(reading.value)} is not safe${wanted}`,
      shell.out.style.width,
    ),
  );
}

/** Says of a waiver that was asked for or signed whether it holds. */
export async function tellWaiver(
  taken: Taken,
  { feed, interlock }: { readonly feed: string; readonly interlock: string },
  command: Command,
  shell: Shell,
): Promise<void> {
  const view = await viewOf(taken, command);
  const waiver = view.waivers.find((one) => one.feed === feed && one.interlock === interlock);
  if (waiver === undefined) return;
  const { style } = shell.out;
  shell.out.lines(
    wrap(
      waiver.until === null
        ? `${interlock} of ${feed} still counts: a second person must say the same within 30 minutes`
        : `${interlock} of ${feed} does not count until ${clock(waiver.until, style)}`,
      style.width,
    ),
  );
}

/** Says which question an undo asks before it puts anything back. */
export async function tellUndo(taken: Taken, command: Command, shell: Shell): Promise<void> {
  const view = await viewOf(taken, command);
  const undo = view.steps.findLast((step) => step.aside === 'undo');
  if (undo === undefined) return;
  const asks = view.waiting.filter((ask) => ask.step === undo.id);
  shell.out.lines(
    asks.length === 0
      ? [`${undo.id} begins: ${undo.parts.length} to be put back; \`blackstart watch\` follows it`]
      : asks.map(
          (ask) =>
            `${ask.node} waits for ${ask.open.map(({ text }) => text).join('; ')}: \`blackstart inbox\``,
        ),
  );
}

async function viewOf(taken: Taken, command: Command): Promise<RecoveryView> {
  return await withReader(stateOf(command), (reader) => viewAfter(reader, taken));
}
