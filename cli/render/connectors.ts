import type { ConnectorExample } from '../../activities/define-connector';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import type { Style } from './style';
import { table } from './table';
import { wrap } from './text';

/** A connector as `connectors` shows it: its definition as data. */
export interface ConnectorSheet {
  readonly uses: string;
  readonly summary: string;
  readonly effect: string;
  /** Whether a step may state another effect. */
  readonly effectByStep: boolean;
  /** Kinds of tools that it leans on. */
  readonly needs: readonly string[];
  /** JSON Schemas. */
  readonly input: Json;
  readonly output: Json;
  readonly examples: readonly ConnectorExample[];
}

/** All connectors, one a row. */
export function connectorList(sheets: readonly ConnectorSheet[], style: Style): readonly string[] {
  const rows = sheets.map((one) => [style.bold(one.uses), one.effect, one.summary]);
  return table(
    [
      { title: 'USES' },
      { title: 'EFFECT' },
      { title: 'WHAT IT DOES', isFlexible: true, wraps: true },
    ],
    rows,
    style.width,
  );
}

/** One connector with its inputs, outputs and examples. */
export function connectorLines(sheet: ConnectorSheet, style: Style): readonly string[] {
  return [
    style.bold(sheet.uses),
    ...wrap(sheet.summary, style.width),
    `effect: ${sheet.effect}${sheet.effectByStep ? ', unless the step states another' : ''}`,
    ...(sheet.needs.length === 0 ? [] : [`leans on: ${sheet.needs.join(', ')}`]),
    '',
    ...fields('with', sheet.input, style),
    '',
    ...fields('result', sheet.output, style),
    ...sheet.examples.flatMap((example) => [
      '',
      style.bold('example'),
      `  uses: ${sheet.uses}`,
      ...wrap(`with: ${flow(example.with)}`, style.width - 2, '  ').map((line) => `  ${line}`),
      ...wrap(`# result: ${flow(example.gives)}`, style.width - 2, '#   ').map(
        (line) => `  ${line}`,
      ),
    ]),
  ];
}

function fields(title: string, schema: Json, style: Style): readonly string[] {
  const properties = member(schema, 'properties');
  const required = member(schema, 'required');
  const needed = new Set(isList(required) ? required : []);
  const rows = Object.entries(isJsonObject(properties) ? properties : {}).map(([name, field]) => [
    style.bold(name),
    typeText(field),
    [needed.has(name) ? '' : optionalText(field, title), textOf(member(field, 'description'))]
      .filter((text) => text !== '')
      .join(' '),
  ]);
  if (rows.length === 0) return [`${style.bold(title)}  nothing`];
  const columns = [{}, {}, { isFlexible: true, wraps: true }];
  return [style.bold(title), ...table(columns, rows, style.width, '  ')];
}

function optionalText(field: Json, title: string): string {
  if (title === 'result') return '(may be absent)';
  const value = member(field, 'default');
  return value === undefined ? '(optional)' : `(default ${flow(value)})`;
}

/** The type of a JSON Schema in a few words. */
function typeText(schema: Json | undefined): string {
  const values = member(schema, 'enum');
  if (isList(values)) return values.map((value) => flow(value)).join(' | ');
  const only = member(schema, 'const');
  if (only !== undefined) return flow(only);
  const either = member(schema, 'anyOf') ?? member(schema, 'oneOf');
  if (isList(either)) return [...new Set(either.map(typeText))].join(' | ');
  const type = member(schema, 'type');
  if (type === 'array') return `list of ${typeText(member(schema, 'items'))}`;
  if (type === 'object') return 'map';
  return typeof type === 'string' ? type : 'any';
}

function member(schema: Json | undefined, name: string): Json | undefined {
  return schema !== undefined && isJsonObject(schema) ? schema[name] : undefined;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A value as YAML writes it on one line. */
function flow(value: Json): string {
  if (isList(value)) return `[${value.map((one) => flow(one)).join(', ')}]`;
  if (isJsonObject(value)) return flowMap(value);
  const isBare = typeof value === 'string' && /^[A-Za-z][\w./-]*$/.test(value);
  return isBare ? value : JSON.stringify(value);
}

function flowMap(value: JsonObject): string {
  const pairs = Object.entries(value).map(([name, one]) => `${flow(name)}: ${flow(one)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
