import { z } from 'zod';
import { packageVersion } from '../client/installed-file';
import { isJsonObject, type Json, type JsonObject } from '../model/json';
import type { Route } from './define-route';
import { ROUTES } from './routes';
import { Problem } from './schema/problem';

/** Below this all routes stand. */
export const API_ROOT = '/api/v1';

let made: JsonObject | undefined;

/** The OpenAPI document of all routes, made from the schemas that they check with. */
export function openApiDocument(): JsonObject {
  made ??= documentOf(ROUTES);
  return made;
}

function documentOf(routes: readonly Route[]): JsonObject {
  const schemas: Record<string, Json> = {};
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json =>
    namedIn(schemas, schema, io);
  const problem = schemaOf(Problem, 'output');
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = `${API_ROOT}${route.path}`;
    paths[path] = {
      ...paths[path],
      [route.method.toLowerCase()]: operation(route, schemaOf, problem),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Blackstart',
      version: packageVersion(),
      description:
        'Recoveries of data centres: what runs, what waits for whom, and what people say. Times are ISO 8601 UTC.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ session: [] }, { token: [] }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-blackstart' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

type SchemaOf = (schema: z.ZodType, io: 'input' | 'output') => Json;

function operation(route: Route, schemaOf: SchemaOf, problem: Json): Json {
  const { summary, tag, access, status } = route;
  const refused = { content: { 'application/problem+json': { schema: problem } } };
  return {
    operationId: operationId(route),
    summary,
    tags: [tag],
    ...(access === 'anyone' ? { security: [{}] } : {}),
    parameters: [
      ...parametersOf(route.params, 'path', schemaOf),
      ...parametersOf(route.query, 'query', schemaOf),
      ...headersOf(route),
    ],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: !route.body.safeParse({}).success,
            content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
          },
        }),
    responses: {
      [String(status)]: { description: 'As asked.', content: contentOf(route, schemaOf) },
      ...(route.method === 'GET' && route.answer !== undefined
        ? { '304': { description: 'The same as `If-None-Match` names.' } }
        : {}),
      default: { description: 'A refusal, with what to do about it.', ...refused },
    },
  };
}

function contentOf(route: Route, schemaOf: SchemaOf): Json {
  return route.answer === undefined
    ? { 'text/event-stream': { schema: { type: 'string' } } }
    : { 'application/json': { schema: schemaOf(route.answer, 'output') } };
}

/** `GET /recoveries/{id}/plan` → `getRecoveriesIdPlan`. */
function operationId({ method, path }: Route): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const titled = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${method.toLowerCase()}${titled.join('')}`;
}

function parametersOf(
  shape: z.ZodObject,
  where: 'path' | 'query',
  schemaOf: SchemaOf,
): readonly Json[] {
  return Object.entries(shape.shape).map(([name, field]) => {
    if (!(field instanceof z.ZodType)) throw new TypeError(`${name} has no schema`);
    const schema = schemaOf(field, 'input');
    const description = isJsonObject(schema) ? schema['description'] : undefined;
    return {
      name,
      in: where,
      required: where === 'path' || !field.safeParse(undefined).success,
      ...(description === undefined ? {} : { description }),
      schema,
    };
  });
}

function headersOf(route: Route): readonly Json[] {
  const header = (name: string, required: boolean, description: string): Json => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  if (route.method !== 'GET')
    return [
      header('x-blackstart', false, '`1`; needed with a session cookie, as is Origin.'),
      ...(route.isKeyed
        ? [
            header(
              'Idempotency-Key',
              true,
              '16 random bytes as 32 hex digits or as a UUID; the same again for the same request.',
            ),
          ]
        : []),
    ];
  return route.answer === undefined
    ? [header('Last-Event-ID', false, 'Id of the last event that was seen.')]
    : [header('If-None-Match', false, 'ETag of an answer that is held.')];
}

/** A schema as JSON Schema, with what has a name put among `schemas` and referred to. */
function namedIn(schemas: Record<string, Json>, schema: z.ZodType, io: 'input' | 'output'): Json {
  // Wrapped, so that one that has a name itself is referred to as well.
  const text = JSON.stringify(
    z.toJSONSchema(z.object({ it: schema }), { io, unrepresentable: 'any' }),
  );
  const read: unknown = JSON.parse(text.replaceAll('#/$defs/', '#/components/schemas/'));
  if (!isJsonObject(read)) throw new TypeError('a schema is an object');
  const { $defs: defs, properties } = { ...read };
  for (const [name, def] of Object.entries(isJsonObject(defs) ? defs : {})) {
    const rest = isJsonObject(def)
      ? Object.fromEntries(Object.entries(def).filter(([key]) => key !== 'id'))
      : {};
    if (schemas[name] !== undefined && JSON.stringify(schemas[name]) !== JSON.stringify(rest))
      throw new TypeError(`two schemas are called ${name}`);
    schemas[name] = rest;
  }
  return (isJsonObject(properties) ? properties['it'] : undefined) ?? {};
}
