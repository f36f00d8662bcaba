import type { Command } from 'commander';
import { COMMANDS } from './commands';
import { buildProgram } from './program';
import { FakeShell } from './terminal/__fixtures__/fake-shell';

/** Help of every command, by its words. */
function helps(): ReadonlyMap<string, string> {
  const shell = new FakeShell();
  const texts = new Map<string, string>();
  const walk = (command: Command, words: readonly string[]): void => {
    shell.out.written = '';
    command.outputHelp();
    texts.set(words.join(' '), shell.out.written);
    for (const one of command.commands) walk(one, [...words, one.name()]);
  };
  walk(buildProgram(COMMANDS, shell), []);
  return texts;
}

test('every command of this version is there, and none of the next', () => {
  expect([...helps().keys()].filter((name) => name !== '').sort()).toEqual(
    [
      ...['init', 'schema', 'connectors', 'validate', 'plan', 'graph', 'up', 'down', 'doctor'],
      ...['drill', 'recover', 'list', 'show', 'watch', 'inbox', 'next', 'logs', 'page'],
      ...['approve', 'deny', 'done', 'waive', 'undo', 'abort', 'note'],
      ...['reading', 'lock', 'sign-off', 'retry', 'skip', 'pause', 'resume', 'stop'],
      ...['lab', 'lab up', 'lab fault', 'completion'],
      ...['token', 'token create', 'token list', 'token revoke'],
    ].sort(),
  );
});

test('no line of any help is wider than 80 columns', () => {
  const lines = [...helps().values()].join('\n').split('\n');

  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test('every command shows how it is called, but those that take nothing', () => {
  for (const [name, text] of helps()) {
    if (name === 'lab' || name === 'down') continue;
    expect(text).toMatch(
      name === 'completion'
        ? /blackstart completion/
        : new RegExp(`Examples?:\n  blackstart ${name}`),
    );
  }
});
