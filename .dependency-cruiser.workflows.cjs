/*
 * What the workflow bundle can reach, through any number of imports. Type-only imports are gone by then, so
 * this is a second pass, over compiled imports only.
 */
const { options } = require('./.dependency-cruiser.cjs');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'bundle-without-schema-yaml-zod',
      comment:
        'These run inside the workflow sandbox: a schema, a YAML reader or zod would be evaluated by every run.',
      severity: 'error',
      from: {
        path: '^(workflows/|model/(run|plan|expression|digest|statement)(/|\\.ts$))',
        pathNot: '\\.test\\.ts$',
      },
      to: {
        path: '^(model/(schema|source)(/|\\.ts$)|(activities|ledger|client|worker)/|node_modules/(zod|yaml)/)',
        reachable: true,
      },
    },
  ],
  options: { ...options, tsPreCompilationDeps: false },
};
