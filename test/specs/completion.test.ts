import { blackstart, emptyFolder, shellLine } from './run-blackstart';

/** What bash would offer after these words. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const list = ['blackstart', ...words].map((word) => `'${word}'`).join(' ');
  const { stdout, stderr } = await shellLine(
    `source <($BLACKSTART completion bash); COMP_WORDS=(${list}); COMP_CWORD=${String(words.length)}; _blackstart; printf '%s\\n' "\${COMPREPLY[@]}"`,
    emptyFolder(),
  );
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

test('bash completes commands, their options and the values of these', async () => {
  expect(await offered('va')).toEqual(['validate']);
  expect(await offered('drill', '--de')).toEqual(['--detach']);
  expect(await offered('list', '--format', '')).toEqual(['text', 'json']);
  expect(await offered('schema', 'ro')).toEqual(['roster']);
  expect(await offered('lab', 'up', '--se')).toEqual(['--seed']);
});

test.each(['bash', 'zsh', 'fish'])('%s gets every command', async (shell) => {
  const { code, stdout } = await blackstart(['completion', shell]);

  expect(code).toBe(0);
  for (const name of ['validate', 'sign-off', 'recover', 'completion'])
    expect(stdout).toContain(name);
});
