// A login provider of its own process for tests: oidc-provider on a loopback port. Its login page asks for nothing
// but a name; groups are read from a file each time, so that a test may change them while somebody is in.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [groupsFile, callback, clientSecret, portText = '0'] = process.argv.slice(2);
const groupsOf = (person) => JSON.parse(readFileSync(groupsFile, 'utf8'))[person];

let provider;
const server = createServer((request, response) => provider(request, response));
server.listen(Number(portText), '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const made = new Provider(issuer, {
    clients: [
      {
        client_id: 'blackstart',
        client_secret: clientSecret,
        redirect_uris: [callback],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
    cookies: { keys: ['a key of these tests'] },
    findAccount: (_ctx, id) => {
      const groups = groupsOf(id);
      if (groups === undefined) return undefined;
      return {
        accountId: id,
        claims: () => ({ sub: id, name: `Person ${id}`, preferred_username: id, groups }),
      };
    },
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  process.stdout.write(`${issuer}\n`);
  provider = made.callback();
});
process.stdin.on('end', () => process.exit(0)).resume();
