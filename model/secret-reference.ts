/** Where a secret is found: a variable of the environment, or a file by its absolute path. */
export type SecretPlace =
  { readonly in: 'env'; readonly name: string } | { readonly in: 'file'; readonly path: string };

const PREFIX = 'secret://';

/** Whether a text stands for a secret: what follows `secret://` says where it is. */
export function isSecretReference(text: string): boolean {
  return text.startsWith(PREFIX);
}

/**
 * Place that `secret://env/NAME` or `secret://file/PATH` names (`secret://file/run/secrets/bmc` is /run/secrets/bmc);
 * undefined of any other reference.
 */
export function secretPlace(reference: string): SecretPlace | undefined {
  const [, kind, rest = ''] = /^secret:\/\/(env|file)\/(.*)$/s.exec(reference) ?? [];
  switch (kind) {
    case 'env':
      return { in: 'env', name: rest };
    case 'file':
      return { in: 'file', path: `/${rest.replace(/^\/+/, '')}` };
    default:
      return undefined;
  }
}

/** What a file holds as a secret: a newline at its end does not count. */
export function secretInFile(text: string): string {
  return text.replace(/\r?\n$/, '');
}
