import { inInventory, planOfTexts, withSteps } from '../../test/support/scenario-texts';

const JUMP = inInventory(
  'endpoints:\n',
  'endpoints:\n  - { id: jump, kind: tcp, site: here, address: "ssh://jump.here.example:22" }\n',
);

const check = (url: string) =>
  withSteps(`- { id: c, kind: check, uses: http.check, with: { url: "${url}" } }`);

const command = (word: string) =>
  withSteps(`- { id: c, kind: action, uses: command.run, with: { argv: [tool, "${word}"] } }`);

describe('an address of the inventory', () => {
  it.each([
    'http://prometheus.here.example:9090/x',
    'http://Prometheus.here.example.:9090/x',
    'http://prometheus.here.example:09090/x',
    'http://login.here.example',
    'http://login.here.example.:080/health',
  ])('may be spelled %s', (url) => {
    expect(() => planOfTexts(check(url))).not.toThrow();
  });

  it.each([
    'ssh://jump.here.example',
    'ssh://op@jump.here.example:22',
    'jump.here.example:22',
    'jump.here.example',
  ])('may be given to a command as %s', (word) => {
    expect(() => planOfTexts({ ...JUMP, ...command(word) })).not.toThrow();
  });
});

describe('an address of nobody', () => {
  it.each(['http://prometheus.here.example:9091/x', 'http://db.example./x'])(
    'is found as %s',
    (url) => {
      expect(() => planOfTexts(check(url))).toThrow(/REFERENCE_UNKNOWN.*which is of no object/);
    },
  );

  it.each(['ssh://jump.here.example:2222', 'ssh://db.example'])(
    'is found in a command as %s',
    (word) => {
      expect(() => planOfTexts({ ...JUMP, ...command(word) })).toThrow(
        /REFERENCE_UNKNOWN.*which is of no object/,
      );
    },
  );
});

test('words of an expression in a command are no addresses', () => {
  const first = '- { id: first, kind: action, uses: command.run, with: { argv: [tool] } }';
  const second = `- { id: c, kind: action, uses: command.run, with: { argv: [tool, "\${{ steps.first.output.stdout }}"] } }`;

  expect(() => planOfTexts(withSteps(first, second))).not.toThrow();
});

test('a secret that a command is given is no address', () => {
  const step = `- { id: c, kind: action, uses: command.run, with: { argv: [tool], env: { TOKEN: "secret://env/TOKEN" } } }`;

  expect(() => planOfTexts(withSteps(step))).not.toThrow();
});
