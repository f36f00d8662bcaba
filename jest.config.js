const { existsSync } = require('node:fs');
const { join } = require('node:path');
const swcOptions = require('./scripts/swc-options.json');

const folders = [
  'model',
  'workflows',
  'activities',
  'ledger',
  'worker',
  'client',
  'api',
  'cli',
  'lab',
  'test',
  'scripts',
  'bench',
  'ui',
];

/** @type {import('jest').Config} */
module.exports = {
  roots: folders.map((name) => join(__dirname, name)).filter((folder) => existsSync(folder)),
  testMatch: ['**/*.test.ts'],
  // They need a browser: `npm run test:browser`.
  testPathIgnorePatterns: ['/node_modules/', '/test/browser/'],
  testEnvironment: 'node',
  transform: { '^.+\\.[jt]s$': ['@swc/jest', { ...swcOptions, swcrc: false }] },
  // TypeScript wants `await import('./x.js')`, for the file x.ts.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // ESM-only packages that code or tests require.
  transformIgnorePatterns: [
    '/node_modules/(?!(@fastify/cookie|@noble|content-disposition|cookie|jose|oauth4webapi|openid-client)/)',
  ],
  globalSetup: './test/support/global-setup.ts',
  globalTeardown: './test/support/global-teardown.ts',
  testTimeout: 20_000,
  maxWorkers: 2,
};
