import { CONNECTORS } from '../../activities/connectors';
import { fieldsTable } from './schema-fields';

/** Reference of the connectors. */
export function connectorsPage(): string {
  const sections = [...CONNECTORS]
    .sort((a, b) => (a.uses < b.uses ? -1 : 1))
    .flatMap((connector) => [
      `## ${connector.uses}`,
      '',
      connector.summary,
      '',
      `Effect: \`${connector.effect}\`${connector.effectByStep === true ? ', unless the step says otherwise' : ''}.`,
      ...(connector.needs.length === 0 ? [] : [`Leans on: ${connector.needs.join(', ')}.`]),
      '',
      'Input:',
      '',
      ...fieldsTable(connector.input),
      '',
      'Output:',
      '',
      ...fieldsTable(connector.output),
      '',
      'Example:',
      '',
      '```json',
      JSON.stringify(connector.examples[0], null, 2),
      '```',
      '',
    ]);
  return [
    '# Connectors',
    '',
    'Generated from `activities/connectors/` by `npm run docs`.',
    '',
    ...sections,
  ].join('\n');
}
