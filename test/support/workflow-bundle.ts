import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowBundlePath } from '@temporalio/worker';

/** Workflow code of the build, bundled once; `npm test` builds first. */
export function workflowBundle(): WorkflowBundlePath {
  const codePath = join(__dirname, '../../dist/workflow-bundle.js');
  if (!existsSync(codePath)) throw new Error(`${codePath} is missing: run npm run build`);
  return { codePath };
}
