import type { IncomingHttpHeaders } from 'node:http';
import { OperationError } from '../../model/errors';

/** Header that no form and no other page can send without asking first, which is never granted. */
const OWN_HEADER = 'x-blackstart';

/** A change that comes with a cookie must come from our own page. Throws ORIGIN_REFUSED. */
export function checkOrigin(headers: IncomingHttpHeaders, place: URL): void {
  const refuse = (message: string): never => {
    throw new OperationError('ORIGIN_REFUSED', message);
  };
  if (headers[OWN_HEADER] !== '1') refuse(`the header ${OWN_HEADER} is missing`);
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin')
    refuse(`it comes from another page (${site.slice(0, 20)})`);
  const { origin } = headers;
  if (origin !== place.origin) refuse(`its origin is '${(origin ?? 'not said').slice(0, 100)}'`);
}
