import { AUTHORED_KINDS, jsonSchemaOf } from './json-schema';

test.each(AUTHORED_KINDS)(
  'the JSON Schema of a %s is draft 7 and says no to unknown keys',
  (kind) => {
    const text = JSON.stringify(jsonSchemaOf(kind));

    expect(text).toContain('http://json-schema.org/draft-07/schema#');
    expect(text).toContain('"additionalProperties":false');
  },
);

test('what has a default may be left out', () => {
  const text = JSON.stringify(jsonSchemaOf('runbook'));

  expect(text).not.toMatch(/"required":\[[^\]]*"makeSafe"/);
  expect(text).toContain('"default":"30m"');
});
