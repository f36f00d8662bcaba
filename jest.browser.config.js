const { join } = require('node:path');
const base = require('./jest.config.js');

// Each file has a stack of its own, with a Temporal of its own: nothing is set up for all.
const OF_ALL = ['globalSetup', 'globalTeardown'];
const shared = Object.fromEntries(Object.entries(base).filter(([name]) => !OF_ALL.includes(name)));

/** Tests of the page in a real browser, against the real program. */
/** @type {import('jest').Config} */
module.exports = {
  ...shared,
  roots: [join(__dirname, 'test/browser')],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120_000,
  maxWorkers: 1,
};
