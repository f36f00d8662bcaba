import { z } from 'zod';
import { FakeSite } from '../../test/contract/fake-site';
import { RedfishClient } from './redfish-client';

/** A GET of one address that is answered, after redirects, by another. */
async function answeredBy(url: string, by: string): Promise<unknown> {
  const ports = new FakeSite().ports();
  const http: typeof ports.http = {
    request: () => Promise.resolve({ status: 200, headers: {}, body: '{}', url: by }),
  };
  const redfish = new RedfishClient({
    input: {},
    ports: { ...ports, http },
    signal: new AbortController().signal,
    idempotencyKey: 'key',
    attempt: 1,
  });
  return await redfish.get(url, z.object({}));
}

describe('a Redfish service that redirects', () => {
  it.each([
    ['another path', 'http://bmc.example/a', 'http://bmc.example/b'],
    ['TLS', 'http://bmc.example/a', 'https://bmc.example/a'],
  ])('is followed to %s', async (_what, url, by) => {
    await expect(answeredBy(url, by)).resolves.toMatchObject({ body: {} });
  });

  it.each([
    ['another host', 'https://bmc.example/a', 'https://other.example/a'],
    ['another port', 'https://bmc.example:8443/a', 'https://bmc.example:8444/a'],
    ['another port by way of TLS', 'http://bmc.example:8000/a', 'https://bmc.example/a'],
  ])('is not believed where it sends to %s', async (_what, url, by) => {
    await expect(answeredBy(url, by)).rejects.toMatchObject({
      code: 'REDIRECT_REFUSED',
      message: `${url} is answered by ${by}`,
    });
  });
});
