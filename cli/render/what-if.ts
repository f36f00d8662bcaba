import type { Effect, WhatIf } from '../../model/view/what-if/effect';
import type { Style } from './style';
import { plain, wrap } from './text';

const TITLES: Readonly<Record<Effect['does'], string>> = {
  cancel: 'CALLED OFF',
  hold: 'KEPT BACK',
  ask: 'ASKED FIRST',
  'put-back': 'PUT BACK, in this order',
  call: 'MAKE SAFE, in this order',
  start: 'STARTED',
  'go-on': 'GOES ON',
  leave: 'STAYS AS IT IS',
  cannot: 'CANNOT BE DONE',
};

/** Most lines of one kind; the rest is counted. */
const MOST_LINES = 40;

/** What an act would do, kind by kind, in the order in which it would happen. */
export function whatIfLines(found: WhatIf, style: Style): readonly string[] {
  const { width } = style;
  const kinds = [...new Set(found.effects.map(({ does }) => does))];
  const what = found.step === null ? found.act : `${found.act} ${found.step}`;
  return [
    ...wrap(`${style.bold(`what if ${what}:`)} ${found.summary}`, width),
    ...(found.refused === null
      ? []
      : wrap(style.red(`As it stands it would be refused: ${plain(found.refused)}`), width)),
    ...kinds.flatMap((kind) => {
      const effects = found.effects.filter(({ does }) => does === kind);
      const rest = effects.length - MOST_LINES;
      return [
        '',
        style.bold(TITLES[kind]),
        ...effects.slice(0, MOST_LINES).flatMap((one) => effectLines(one, style)),
        ...(rest > 0 ? [style.dim(`  … and ${rest} more: --format json`)] : []),
      ];
    }),
    '',
    style.dim('Nothing was sent.'),
  ];
}

function effectLines({ does, node, target, effect }: Effect, style: Style): readonly string[] {
  const isNamed = target === node || target.includes(node);
  const where = isNamed ? '' : style.dim(` (${node})`);
  const paint = does === 'cannot' ? style.red : (text: string): string => text;
  return wrap(`${paint(plain(target))}: ${plain(effect)}${where}`, style.width - 2, '  ').map(
    (line) => `  ${line}`,
  );
}
