import { runConnector } from '../../../test/contract/call-connector';
import { FakeSite } from '../../../test/contract/fake-site';
import { httpRequest } from '../http-request/http-request';
import { httpCheck } from './http-check';

const URL = 'http://talk.pangyo.example/data';

function siteThatSays(status: number, body: string): FakeSite {
  const site = new FakeSite();
  site.pages.set(URL, () => ({ status, body }));
  return site;
}

it('gives the whole JSON, and of the text only the beginning', async () => {
  const rows = Array.from({ length: 900 }, (_, row) => ({ row }));

  const result = await runConnector(httpCheck, siteThatSays(200, JSON.stringify({ rows })), {
    url: URL,
  });

  expect(result.json).toEqual({ rows });
  expect(result.body).toHaveLength(2000);
});

it('gives no JSON where there is none, or one too deep to walk', async () => {
  const html = await runConnector(httpCheck, siteThatSays(200, '<html>'), { url: URL });
  const deep = `${'['.repeat(9000)}${']'.repeat(9000)}`;
  const nested = await runConnector(httpCheck, siteThatSays(200, deep), { url: URL });

  expect(html).toEqual({ ok: true, status: 200, body: '<html>' });
  expect(nested).not.toHaveProperty('json');
});

it('counts as good what it is told', async () => {
  const site = siteThatSays(404, '');

  const gone = await runConnector(httpCheck, site, { url: URL, status: 404 });
  const either = await runConnector(httpCheck, site, { url: URL, status: [200, 404] });
  const plain = await runConnector(httpCheck, site, { url: URL });

  expect([gone.ok, either.ok, plain.ok]).toEqual([true, true, false]);
});

it('sends secrets in headers and bodies, and JSON as such', async () => {
  const site = siteThatSays(200, '');
  site.secrets.set('secret://env/TOKEN', 'Bearer abc');

  await runConnector(httpRequest, site, {
    url: URL,
    headers: { Authorization: 'secret://env/TOKEN' },
    body: { a: [1] },
  });

  expect(site.requests.at(-1)).toMatchObject({
    method: 'POST',
    body: '{"a":[1]}',
    headers: {
      authorization: 'Bearer abc',
      'content-type': 'application/json',
      'idempotency-key': 'example-1',
    },
  });
});

it.each([
  ['TARGET_REFUSED', 422],
  ['TARGET_BUSY', 429],
  ['TARGET_FAILED', 502],
])('throws %s where a request is answered %i', async (code, status) => {
  await expect(
    runConnector(httpRequest, siteThatSays(status, 'why'), { url: URL }),
  ).rejects.toMatchObject({ code, message: `POST ${URL} answered ${status}: why` });
});
