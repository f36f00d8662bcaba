import { OperationError } from '../../model/errors';
import { defaultPort } from '../../model/plan/address-book';

export interface Address {
  readonly scheme: string;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** The URL in its one normal spelling, which is what the guard is asked about. */
  readonly href: string;
}

/** An address that a port is asked to reach; throws CALL_INPUT_INVALID unless it is of one of the schemes. */
export function parseAddress(text: string, schemes: readonly string[]): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !schemes.includes(url.protocol) || url.hostname === '')
    throw invalid(text, `must begin with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`);
  if (url.username !== '' || url.password !== '')
    throw invalid(url.host, 'user and password do not belong in an address');
  const port = url.port === '' ? defaultPort(url.protocol.replace(':', '')) : Number(url.port);
  if (port === undefined) throw invalid(text, 'names no port');
  return {
    scheme: url.protocol,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    href: url.href,
  };
}

function invalid(address: string, why: string): OperationError {
  return new OperationError('CALL_INPUT_INVALID', `address '${address}': ${why}`);
}
