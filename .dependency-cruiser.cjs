/*
 * Who may import whom. Folders have allow-lists: `to.pathNot` names what a folder may import, everything else
 * is refused. `type-only` imports leave no trace at run time, so some rules let them pass. What the workflow
 * bundle may reach is checked without them, in .dependency-cruiser.workflows.cjs.
 */
const NOT_PRODUCT = '\\.test\\.ts$|^(test|bench|scripts|\\.ci)/|^[^/]+$';
const NODE_BUILTIN = '^(node:)?[a-z0-9_/]+$';
const pkg = (...names) => `^node_modules/(${names.join('|')})/`;
const ANY_PACKAGE = '^node_modules/';
const CONNECTOR_DEFINITIONS = ['^activities/connectors/', '^activities/define-connector\\.ts$'];
const VALUE = { dependencyTypesNot: ['type-only'] };

/** Modules in `folder` may import only what `allowed` matches. */
function only(name, folder, allowed, comment, to = {}) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: folder, pathNot: NOT_PRODUCT },
    to: { pathNot: allowed, ...to },
  };
}

/** Nothing but `allowed` may import `path`. */
function reserved(name, path, allowed, comment, to = {}) {
  return {
    name,
    comment,
    severity: 'error',
    from: { pathNot: [NOT_PRODUCT, ...allowed] },
    to: { path, ...to },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Move what both need into a module of its own.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'The imported module does not exist.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared-packages-only',
      comment: 'Product code imports only packages named under `dependencies` in package.json.',
      severity: 'error',
      // The page is bundled: nothing of it is installed with the product.
      from: { pathNot: [NOT_PRODUCT, ANY_PACKAGE, '^ui/'] },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        // Its types come from @types, a development package.
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'product-never-imports-tools',
      comment: 'Tests, scripts and benchmarks use the product, not the other way round.',
      severity: 'error',
      from: { pathNot: NOT_PRODUCT },
      to: { path: ['^(test|scripts|bench)/', '\\.test\\.ts$'] },
    },

    only(
      'model-is-pure',
      '^model/',
      ['^model/', pkg('zod', 'yaml', '@bufbuild/(cel|protobuf)', '@noble/[^/]+')],
      'model/ is pure: no Node, no Temporal, no I/O, no other folder.',
    ),
    reserved(
      'zod-only-in-model-schema',
      pkg('zod'),
      ['^model/schema/', '^(activities|client|api|cli|ledger|worker)/', ANY_PACKAGE],
      'In model/, zod lives under model/schema/ (types of it may be named elsewhere).',
      VALUE,
    ),
    reserved(
      'yaml-only-in-model-source',
      pkg('yaml'),
      ['^model/source/', ANY_PACKAGE],
      'YAML is read in model/source/ and nowhere else.',
    ),
    only(
      'workflows-values',
      '^workflows/',
      ['^workflows/', '^model/', pkg('@temporalio/workflow')],
      'Workflows import model/ and @temporalio/workflow; of activities/ only types.',
      VALUE,
    ),
    only(
      'workflows-types',
      '^workflows/',
      ['^workflows/', '^model/', '^activities/', pkg('@temporalio/(workflow|common)')],
      'Workflows may name types of activities/ and @temporalio/common, of nothing else.',
      { dependencyTypes: ['type-only'] },
    ),
    only(
      'connectors-values',
      '^activities/connectors/',
      ['^model/', ...CONNECTOR_DEFINITIONS, pkg('zod')],
      'Connectors reach the outside only through the ports they are handed.',
      VALUE,
    ),
    only(
      'connectors-types',
      '^activities/(connectors/|define-connector\\.ts$)',
      ['^model/', ...CONNECTOR_DEFINITIONS, '^activities/ports/', pkg('zod')],
      'Connectors may name types of ports, of no driver.',
      { dependencyTypes: ['type-only'] },
    ),
    {
      name: 'connectors-stand-alone',
      comment:
        'A connector imports no other connector: what two share is a file beside the folders, or in model/.',
      severity: 'error',
      from: { path: '^activities/connectors/([^/]+)/', pathNot: NOT_PRODUCT },
      to: {
        path: '^activities/connectors/',
        pathNot: ['^activities/connectors/$1/', '^activities/connectors/(?!index\\.ts)[^/]+\\.ts$'],
      },
    },
    only(
      'ports-are-drivers',
      '^activities/ports/',
      ['^activities/ports/', '^model/', NODE_BUILTIN, '^node_modules/(?!@temporalio/)'],
      'Ports are drivers: they know the model and their client library, nothing of Temporal or connectors.',
    ),
    reserved(
      'ports-are-injected',
      '^activities/ports/',
      ['^activities/ports/', '^worker/'],
      'worker/ builds the ports and hands them in; everything else names only their types.',
      VALUE,
    ),
    only(
      'activities-imports',
      '^activities/(engine/|[^/]+\\.ts$)',
      [
        '^activities/(engine|connectors|ports)/',
        '^activities/[^/]+\\.ts$',
        '^model/',
        '^ledger/',
        pkg('@temporalio/(activity|common)', 'zod', 'pino'),
        NODE_BUILTIN,
      ],
      'Activities know the model, the ledger and the connectors.',
    ),
    only(
      'ledger-imports',
      '^ledger/',
      ['^ledger/', '^model/', NODE_BUILTIN, '^node_modules/(?!@temporalio/)'],
      'The ledger knows the model and its database driver.',
    ),
    reserved(
      'ledger-behind-gateway-and-engine',
      '^ledger/',
      ['^ledger/', '^client/', '^activities/engine/', '^worker/'],
      'Edges read the ledger through client/.',
    ),
    reserved('nobody-imports-worker', '^worker/', ['^worker/'], 'worker/ is a process of its own.'),
    only(
      'client-imports',
      '^client/',
      [
        '^client/',
        '^model/',
        '^ledger/',
        '^workflows/messages(\\.ts$|/)',
        ...CONNECTOR_DEFINITIONS,
        NODE_BUILTIN,
        ANY_PACKAGE,
      ],
      'client/ knows what workflows accept (workflows/messages), not how they work.',
    ),
    reserved(
      'temporal-client-behind-gateway',
      pkg('@temporalio/(client|envconfig)'),
      ['^client/', '^worker/', ANY_PACKAGE],
      'client/ is the only code that talks to Temporal as a client.',
    ),
    reserved(
      'testing-package-only-in-tests',
      pkg('@temporalio/testing'),
      [ANY_PACKAGE],
      'For tests.',
    ),
    only(
      'cli-imports',
      '^cli/',
      [
        '^cli/',
        '^client/',
        '^model/',
        ...CONNECTOR_DEFINITIONS,
        NODE_BUILTIN,
        '^node_modules/(?!@temporalio/)',
      ],
      'The command line is thin over client/ and model/; worker and lab it starts as processes.',
    ),
    only(
      'api-imports',
      '^api/',
      [
        '^api/',
        '^client/',
        '^model/',
        ...CONNECTOR_DEFINITIONS,
        NODE_BUILTIN,
        '^node_modules/(?!@temporalio/)',
      ],
      'HTTP routes are thin over client/ and model/.',
    ),
    only(
      'ui-imports',
      '^ui/(?!vite[.]config)',
      ['^ui/', ANY_PACKAGE],
      'The page knows the API by its document alone.',
    ),
    reserved('nobody-imports-ui', '^ui/', ['^ui/'], 'The page is bundled by itself.'),
    only(
      'lab-imports',
      '^lab/',
      ['^lab/', '^model/(schema|inventory|source)/', '^model/(duration|json)\\.ts$', NODE_BUILTIN],
      'The lab is a simulated site: it reads the inventory and is reached by its protocols only.',
      VALUE,
    ),
    reserved('nobody-imports-lab', '^lab/', ['^lab/'], 'The lab is reached by its protocols only.'),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(bin|dist|coverage|runbooks|docs|\\.blackstart)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default', 'import', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.cjs', '.mjs', '.json'],
    },
    skipAnalysisNotInRules: true,
  },
};
