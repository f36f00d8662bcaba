import fc from 'fast-check';
import { answeredPorts, objectsAt, type TextAnswer } from './answered-ports';
import { fuzzRuns } from './fuzz-runs';
import { spoiledJson } from './spoiled-json';
import { jsonOf, numberTold, told } from './told';
import { WatchedFeed } from './watched-feed';

/* A page whose status, text and JSON an interlock looks at. */

const HEALTH = { healthy: true, load: 5, parts: [{ name: 'db', up: true }] };
const PDU = JSON.stringify({ PowerWatts: { Reading: 12500 }, PowerState: 'On' });
const PAGE = {
  uses: 'http.check',
  // With a secret in play every output is written anew without it.
  with: { url: 'http://talk.example/health', headers: { authorization: 'secret://env/token' } },
  expect:
    'result.ok && result.json.healthy && result.json.load <= 10.0 && result.json.parts.all(p, p.up)',
};

/** A verdict that is whatever the page says, which may be no verdict at all. */
const HEALTHY = { ...PAGE, expect: 'result.json.healthy' };

function feedOf(answer: TextAnswer): WatchedFeed {
  const ports = answeredPorts((path) => (path === '/health' ? answer : { body: PDU }));
  return new WatchedFeed(objectsAt('talk.example'), () => ports);
}

function isGood({ status = 200, body }: TextAnswer): boolean {
  const said = jsonOf(body);
  const parts = told(said, 'parts');
  return (
    status >= 200 &&
    status <= 299 &&
    told(said, 'healthy') === true &&
    numberTold(said, 'load') <= 10 &&
    typeof parts === 'object' &&
    parts !== null &&
    // What is true of all of nothing is the author's to know.
    (Array.isArray(parts) ? parts : Object.keys(parts)).every((part) => told(part, 'up') === true)
  );
}

describe('a page', () => {
  it('is safe where it says so', async () => {
    expect(await feedOf({ body: JSON.stringify(HEALTH) }).isSafe(PAGE)).toBe(true);
  });

  it('is never safe by an answer that does not say so, and no answer crashes its reader', async () => {
    const statuses = fc.constantFrom(
      200,
      200,
      200,
      200,
      204,
      299,
      300,
      304,
      401,
      404,
      500,
      503,
      999,
    );
    await fc.assert(
      fc.asyncProperty(spoiledJson(HEALTH), statuses, async (body, status) => {
        const answer = { body, status };
        const feed = feedOf(answer);
        await feed.call('http.check', PAGE.with);

        const isHealthy = told(jsonOf(body), 'healthy') === true;
        if ((await feed.isSafe(HEALTHY)) && !isHealthy) return false;
        return !(await feed.isSafe(PAGE)) || isGood(answer);
      }),
      fuzzRuns(600),
    );
  });
});
