import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import jest from 'eslint-plugin-jest';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = ['**/*.test.ts', 'test/**/*.ts'];

/** What neither model/ nor the workflow sandbox has; the model gets the time and randomness as arguments. */
const IMPURE_GLOBALS = [
  'process',
  'setInterval',
  'setImmediate',
  'fetch',
  'performance',
  'crypto',
  'Buffer',
  'structuredClone',
  'queueMicrotask',
  'WeakRef',
  'FinalizationRegistry',
];

const restrict = (names, message) => ['error', ...names.map((name) => ({ name, message }))];

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.blackstart/', 'ui/api/schema.d.ts']),
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-console': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      // `done += await f()` in concurrent lanes loses counts.
      'require-atomic-updates': ['error', { allowProperties: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // State that travels through JSON is made of plain objects, not Maps.
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // `defineUpdate<void, …>`
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['model/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': restrict(
        [...IMPURE_GLOBALS, 'Date', 'setTimeout'],
        'model/ is pure: take the time, randomness and I/O as arguments.',
      ),
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'model/ is pure: take a seed.' },
      ],
    },
  },
  {
    files: ['workflows/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': restrict(IMPURE_GLOBALS, 'The workflow sandbox does not have it.'),
    },
  },
  {
    files: TESTS,
    extends: [jest.configs['flat/recommended'], jest.configs['flat/style']],
    rules: {
      '@typescript-eslint/consistent-type-assertions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Jest's asymmetric matchers (`expect.any`) are typed any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'jest/unbound-method': 'error',
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'fc.assert', 'assert*'] }],
      'jest/no-restricted-jest-methods': [
        'error',
        Object.fromEntries(
          ['mock', 'doMock', 'setMock', 'unstable_mockModule'].map((name) => [
            name,
            'Inject a fake instead.',
          ]),
        ),
      ],
    },
  },
  {
    // One file holds all that the page says.
    files: ['ui/texts/*.ts'],
    rules: { 'max-lines': 'off', '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  {
    // What a query gives is known from the OpenAPI document.
    files: ['ui/api/queries.ts'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  {
    files: ['scripts/**', 'bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: { process: 'readonly', performance: 'readonly', URL: 'readonly' },
    },
  },
  {
    files: ['**/*.{js,cjs}'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'writable', __dirname: 'readonly' },
    },
  },
  prettier,
);
