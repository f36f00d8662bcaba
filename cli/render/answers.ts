import type { OpenPart } from '../../model/run/state';
import type { AskView } from '../../model/view/recovery-view';
import { shellWord } from './text';

/** How the commands that are shown must name the recovery and the state folder. */
export interface CommandPlace {
  /** Given where several recoveries are open. */
  readonly recovery?: string;
  /** As `--state` was given. */
  readonly state?: string;
}

/** What is still missing of a question, and the words of the command that gives it. */
export interface Answer {
  readonly text: string;
  readonly words: readonly string[];
}

/** Everything that may be answered to a question now, in the order in which it is needed. */
export function answersTo(ask: AskView, place: CommandPlace): readonly Answer[] {
  return ask.open.map((part) => ({
    text: part.text,
    words: commandWords(verbOf(part), ask.node, [...personOf(part), ...extrasOf(part, ask)], place),
  }));
}

/** The words of a command about a step, with blanks in capitals. */
export function commandWords(
  verb: string,
  step: string | undefined,
  rest: readonly string[],
  place: CommandPlace,
): readonly string[] {
  return [
    'blackstart',
    verb,
    ...(step === undefined ? [] : [step]),
    ...rest,
    ...(place.recovery === undefined ? [] : [`--recovery ${place.recovery}`]),
    ...(place.state === undefined ? [] : [`--state ${shellWord(place.state)}`]),
  ];
}

function verbOf({ part }: OpenPart): string {
  switch (part) {
    case 'vote':
      return 'approve';
    case 'form':
      return 'done';
    case 'lock':
      return 'lock';
    case 'reading':
      return 'reading';
    case 'sign-off':
      return 'sign-off';
  }
}

/** A lock names its holder; of others any holder of the role may answer. */
function personOf({ who }: OpenPart): readonly string[] {
  const person = who.find((one) => one.startsWith('person:'))?.slice('person:'.length);
  return [`--as ${person ?? 'PERSON'}`];
}

function extrasOf({ part, id }: OpenPart, ask: AskView): readonly string[] {
  switch (part) {
    case 'lock':
      return [`--lock ${id}`, '--release'];
    case 'reading':
      return [`--id ${id}`, '--value VALUE'];
    case 'form':
      return fieldsOf(ask.lines).map(({ name }) => `--set ${name}=VALUE`);
    case 'vote':
    case 'sign-off':
      return [];
  }
}

/** What the line `Readings: insulation at least 25 MOhm; …` of a question says of one reading. */
export function readingRange(lines: readonly string[], id: string): string | undefined {
  const line = lines.find((one) => one.startsWith('Readings: '))?.slice('Readings: '.length) ?? '';
  const found = line.split('; ').find((one) => one.startsWith(`${id} `));
  return found?.slice(id.length + 1);
}

/** A field of a form as the question names it. */
export interface NamedField {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
}

/** Fields that the line `Answer with: certificate (string, required), …` of a question names. */
export function fieldsOf(lines: readonly string[]): readonly NamedField[] {
  const line = lines.find((one) => one.startsWith('Answer with: ')) ?? '';
  return [...line.matchAll(/([A-Za-z_][\w-]*) \((string|number|boolean|enum)(, required)?\)/g)].map(
    ([, name = '', type = '', required]) => ({ name, type, isRequired: required !== undefined }),
  );
}
