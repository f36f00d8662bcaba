import { isJsonObject, type Json } from '../model/json';
import type { Act } from '../model/statement';

/** What is wrong with the shape of an answer to an act, before anything is sent; undefined where nothing is. */
export function answerProblem(act: Act, answer: Json): string | undefined {
  switch (act) {
    case 'reading':
      return hasTexts(answer, ['id']) ? undefined : '`reading` takes { id, value }';
    case 'lock':
      return hasTexts(answer, ['lock', 'state']) ? undefined : '`lock` takes { lock, state }';
    case 'waive':
      return hasTexts(answer, ['feed', 'interlock'])
        ? undefined
        : '`waive` takes { interlock, feed, forMs }';
    case 'resume':
      return answer === null || hasTexts(answer, ['feed', 'cause'])
        ? undefined
        : '`resume` takes { feed, cause }, or nothing';
    case 'done':
      return answer === null || isJsonObject(answer) ? undefined : '`done` takes a form';
    case 'start':
      return undefined;
    case 'approve':
    case 'deny':
    case 'sign-off':
    case 'retry':
    case 'skip':
    case 'pause':
    case 'stop':
    case 'abort':
    case 'undo':
    case 'note':
      return answer === null
        ? undefined
        : `\`${act}\` takes no answer beside its reason, and was given ${JSON.stringify(answer).slice(0, 60)}`;
  }
}

function hasTexts(answer: Json, names: readonly string[]): boolean {
  return isJsonObject(answer) && names.every((name) => typeof answer[name] === 'string');
}
