const URL_IN_TEXT = /[a-z][a-z0-9+.-]*:\/\/[^\s'"<>|;,`()\\]+/gi;
/** A text that stands for a secret, and reaches nothing. */
const SECRET = /^secret:\/\/(?:env|file)\/[^\s@:]*$/;
/** What bash connects to when it opens such a file. */
const BASH_SOCKET = /\/dev\/(?:tcp|udp)\/([^\s/'"<>|;,`()\\]+)\/(\w+)/gi;
/** What separates words of a command line, its options included: `--host=db`, `user@host`, `a,b`. */
const SEPARATORS = /[\s'"<>|;,`()\\=@&{}]+/;
const IPV4 = /^(\d{1,3}\.){3}\d{1,3}(:\d{1,5})?$/;
const IPV6 =
  /^(\[[0-9a-f:.]+\](:\d{1,5})?|[0-9a-f:]*::[0-9a-f:.]*|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4})$/i;
const HOST_AND_PORT = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?:\d{1,5}$/i;
const HOST_NAME = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?\.?$/i;

/**
 * Addresses that a text may make a program reach: URLs (without user and password), `host:port`, IP addresses
 * and dotted host names. A dotted word counts as a host name, so files are written with a slash: `./site.yaml`.
 */
export function addressesInText(text: string): readonly string[] {
  if (SECRET.test(text)) return [];
  const found = new Set<string>();
  for (const [url] of text.matchAll(URL_IN_TEXT)) found.add(withoutUser(url));
  for (const [, host = '', port = ''] of text.matchAll(BASH_SOCKET)) found.add(`${host}:${port}`);
  for (const word of text.replaceAll(URL_IN_TEXT, ' ').split(SEPARATORS)) {
    const address = addressOf(word);
    if (address !== undefined) found.add(address);
  }
  return [...found];
}

function addressOf(word: string): string | undefined {
  if (word.startsWith('/') || word.startsWith('.')) return undefined;
  const head = word.split('/')[0] ?? '';
  if (IPV4.test(head) || IPV6.test(head) || HOST_AND_PORT.test(head)) return head;
  // `host:/path`, as scp and rsync write it.
  const host = head.replace(/:.*$/, '');
  if (host !== head && (HOST_NAME.test(host) || IPV4.test(host))) return host;
  return head === word && HOST_NAME.test(head) ? head : undefined;
}

function withoutUser(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}
