import { z } from 'zod';
import { row } from './markdown';

/** The part of JSON Schema that tables show. */
const Json = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  default: z.unknown().optional(),
  description: z.string().optional(),
  $ref: z.string().optional(),
  required: z.array(z.string()).optional(),
  get items() {
    return Json.optional();
  },
  get anyOf() {
    return z.array(Json).optional();
  },
  get oneOf() {
    return z.array(Json).optional();
  },
  get properties() {
    return z.record(z.string(), Json).optional();
  },
  get $defs() {
    return z.record(z.string(), Json).optional();
  },
});
type FieldSchema = z.infer<typeof Json>;

/** A table of the fields of an object schema: name, type, default, meaning. */
export function fieldsTable(schema: z.ZodType): readonly string[] {
  const json = objectSchema(schema);
  const required = new Set(json.required);
  const rows = Object.entries(json.properties ?? {}).map(([name, field]) =>
    row(
      `\`${name}\``,
      typeText(field),
      required.has(name) ? 'required' : defaultText(field),
      field.description ?? '',
    ),
  );
  if (rows.length === 0) return ['None.'];
  return ['| Field | Type | Default | Meaning |', '| --- | --- | --- | --- |', ...rows];
}

/** The JSON Schema of an object; one with an id of its own stands under `$defs`. */
function objectSchema(schema: z.ZodType): FieldSchema {
  const json: unknown = JSON.parse(
    JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })),
  );
  const top = Json.parse(json);
  const name = top.$ref?.split('/').at(-1);
  return name === undefined ? top : (top.$defs?.[name] ?? top);
}

function typeText(field: FieldSchema): string {
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  if (field.enum !== undefined) return field.enum.map((one) => `\`${String(one)}\``).join(', ');
  const choices = field.anyOf ?? field.oneOf;
  if (choices !== undefined) return [...new Set(choices.map(typeText))].join(' or ');
  if (field.type === 'array')
    return `list of ${field.items === undefined ? 'anything' : typeText(field.items)}`;
  if (field.type === 'object') return 'map';
  if (typeof field.type === 'string') return field.type;
  return field.$ref === undefined ? 'anything' : 'step';
}

function defaultText(field: FieldSchema): string {
  return field.default === undefined ? '' : `\`${JSON.stringify(field.default)}\``;
}
