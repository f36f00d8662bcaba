import type { Command } from 'commander';
import { closest } from '../../model/closest';
import { OperationError } from '../../model/errors';
import { connectorLines, connectorList, type ConnectorSheet } from '../render/connectors';
import type { Shell } from '../terminal/shell';
import { formatOption, jsonText, type Format } from './options';

/** `connectors`: what `uses` can name. */
export function registerConnectors(program: Command, shell: Shell): void {
  program
    .command('connectors')
    .description('list what `uses` can name, or show the inputs and examples of one')
    .argument('[name]', 'a connector, such as redfish.power')
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Examples:
  blackstart connectors
  blackstart connectors redfish.power`,
    )
    .action(async (name: string | undefined, options: { readonly format: Format }) => {
      const { connectorSheets } = await import('./connector-sheets.js');
      const sheets = connectorSheets();
      const isJson = options.format === 'json';
      if (name === undefined) {
        if (isJson) shell.out.write(jsonText({ connectors: sheets }));
        else shell.out.lines(connectorList(sheets, shell.out.style));
        return;
      }
      const sheet = sheets.find((one) => one.uses === name);
      if (sheet === undefined) throw unknown(name, sheets);
      if (isJson) shell.out.write(jsonText(sheet));
      else shell.out.lines(connectorLines(sheet, shell.out.style));
    });
}

function unknown(name: string, sheets: readonly ConnectorSheet[]): OperationError {
  const near = closest(
    name,
    sheets.map((one) => one.uses),
  );
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  return new OperationError('USES_UNKNOWN', `there is no connector '${name}'${hint}`);
}
