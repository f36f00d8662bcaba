import type { ScopeType } from '../expression/scope-type';
import type { Step } from '../schema/steps';
import type { ConnectorCatalogue } from './connector-info';
import type { StepTree } from './step-tree';

const ANY: ScopeType = { kind: 'any' };

/** Types of `steps.<id>`: what each step gives that later expressions may read. */
export function outputTypes(
  tree: StepTree,
  connectors: ConnectorCatalogue,
): Readonly<Record<string, ScopeType>> {
  const types: Record<string, ScopeType> = {};
  for (const [id, { step }] of tree.byId) {
    const output = outputOf(step, connectors);
    if (output !== undefined) types[id] = { kind: 'object', fields: { output } };
  }
  return types;
}

function outputOf(step: Step, connectors: ConnectorCatalogue): ScopeType | undefined {
  switch (step.kind) {
    case 'action':
      return step.forEach === undefined ? connectorType(step.uses, connectors) : undefined;
    case 'check':
      return step.uses === undefined ? undefined : connectorType(step.uses, connectors);
    case 'manual':
      return {
        kind: 'object',
        fields: Object.fromEntries(
          Object.entries(step.form).map(([name, field]): [string, ScopeType] => [
            name,
            {
              kind:
                field.type === 'number' ? 'number' : field.type === 'boolean' ? 'bool' : 'string',
            },
          ]),
        ),
      };
    case 'approval':
    case 'power':
    case 'energise':
    case 'restore':
    case 'enable':
    case 'notify':
    case 'wait':
    case 'group':
      return undefined;
  }
}

function connectorType(uses: string, connectors: ConnectorCatalogue): ScopeType {
  return (Object.hasOwn(connectors, uses) ? connectors[uses]?.outputType : undefined) ?? ANY;
}
