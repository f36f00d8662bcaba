import { z } from 'zod';
import { defineConnector } from '../define-connector';
import { connectorCatalogue } from './catalogue';
import { outputType } from './output-type';

const catalogue = connectorCatalogue();

function problems(
  uses: string,
  input: Parameters<(typeof catalogue)[string]['checkInput']>[0],
): unknown {
  return catalogue[uses]?.checkInput(input);
}

it('takes templates on trust, nested ones and those in place of lists too', () => {
  const url = '${{ server.ready }}';

  expect(problems('http.check', { url, status: '${{ inputs.status }}' })).toEqual([]);
  expect(problems('http.check', { url, status: [200, '${{ inputs.status }}'] })).toEqual([]);
  expect(problems('redfish.power', { server: 'a001', state: '${{ inputs.state }}' })).toEqual([]);
  expect(problems('command.run', { argv: '${{ inputs.argv }}' })).toEqual([]);
  expect(
    problems('command.run', { argv: ['${{ inputs.program }}'], env: { A: '${{ x }}' } }),
  ).toEqual([]);
});

it('says what is wrong with an input, with the offending value and a fix', () => {
  expect(problems('redfish.power', { server: 'a001', stat: 'on' })).toEqual([
    { path: ['state'], message: "'state' is missing", fix: "Add 'state'." },
    { path: ['stat'], message: "'stat' is not an input here", fix: "Did you mean 'state'?" },
  ]);
  expect(problems('haproxy.weight', { service: 'talk', weight: 101 })).toEqual([
    { path: ['weight'], message: expect.stringMatching(/^'weight' is 101: .*100/) },
  ]);
  expect(problems('http.check', { url: 'tcp://a001.pangyo.example:22' })).toEqual([
    {
      path: ['url'],
      message: '\'url\' is "tcp://a001.pangyo.example:22": must be an http:// or https:// URL',
    },
  ]);
});

it('names targets as far as they are known before the run', () => {
  const targets = (uses: string, input: Parameters<typeof problems>[1]): unknown =>
    catalogue[uses]?.targets(input);

  expect(targets('haproxy.weight', { service: 'talk', weight: '${{ x }}' })).toEqual([
    { kind: 'service', id: 'talk' },
  ]);
  expect(targets('prometheus.query', { query: '${{ x }}' })).toEqual([
    { kind: 'endpoint', id: 'prometheus' },
  ]);
  expect(targets('redfish.power', { server: '${{ server.id }}', state: 'on' })).toEqual([]);
  expect(targets('command.run', { argv: '${{ x }}' })).toEqual([]);
  expect(targets('command.run', { argv: ['ssh', 'db.prod.example', '${{ x }}'] })).toEqual([
    { kind: 'address', address: 'db.prod.example' },
  ]);
  expect(targets('command.run', {})).toEqual([]);
});

it('gives expressions the types of outputs', () => {
  expect(catalogue['redfish.outlets']?.outputType).toEqual({
    kind: 'object',
    fields: {
      loadKw: { kind: 'number' },
      sampledAt: { kind: 'string' },
      outlets: {
        kind: 'list',
        item: { kind: 'object', fields: { id: { kind: 'string' }, state: { kind: 'string' } } },
      },
    },
  });
  expect(catalogue['http.check']?.outputType).toMatchObject({ fields: { json: { kind: 'any' } } });
  expect(outputType(z.union([z.string(), z.number()]))).toEqual({ kind: 'any' });
});

it('takes any list of definitions', () => {
  const own = defineConnector({
    uses: 'own.read',
    summary: 'Reads.',
    effect: 'read',
    needs: [],
    input: z.strictObject({}),
    output: z.object({ up: z.boolean() }),
    examples: [{ with: {}, gives: { up: true } }],
    targets: () => [],
    run: () => Promise.resolve({ up: true }),
  });

  expect(connectorCatalogue([own])['own.read']).toMatchObject({
    effectByStep: false,
    fills: {},
    example: { up: true },
  });
});
