import { OperationError } from '../../model/errors';
import { addressBook } from '../../model/plan/address-book';
import type { TargetObject, Targets } from '../../model/plan/plan';
import { addressesInText } from '../connectors/addresses-in-text';
import type { TargetRef } from '../define-connector';
import type { AddressGuard } from '../ports/ports';

/** What a plan may reach: the objects of its own inventory, and whatever listens at their addresses. */
export interface InventoryGuard extends AddressGuard {
  /** The object that a call names; throws TARGET_OUTSIDE_INVENTORY. */
  object(ref: TargetRef): TargetObject;
}

/** Makes the guard of a plan from the targets that compile froze. */
export function inventoryGuard(targets: Targets): InventoryGuard {
  const book = addressBook(Object.values(targets.objects));
  const foreign = new Set(targets.foreignHosts.map((host) => host.toLowerCase()));
  const at = (address: string): TargetObject => {
    const found = book(address);
    if (found !== undefined) return found;
    throw outside(`'${address}' is no address of the ${targets.environment} inventory`);
  };
  return {
    check: (address) => void at(address),
    checkText(text) {
      for (const address of addressesInText(text)) at(address);
      for (const word of hostLikeWords(text)) at(word);
      const named = foreignWord(text, foreign);
      if (named !== undefined)
        throw outside(`'${named}' is a host of another inventory than ${targets.environment}`);
    },
    object(ref) {
      if (ref.kind === 'address') return at(ref.address);
      const key = `${ref.kind}:${ref.id}`;
      const found = Object.hasOwn(targets.objects, key) ? targets.objects[key] : undefined;
      if (found !== undefined) return found;
      throw outside(`the ${targets.environment} inventory has no ${ref.kind} '${ref.id}'`);
    },
  };
}

function outside(message: string): OperationError {
  return new OperationError('TARGET_OUTSIDE_INVENTORY', message);
}

const HOST_NAME = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?\.?$/i;
const IPV4 = /^(\d{1,3}\.){3}\d{1,3}$/;
const HOST_AND_PORT = /^[a-z0-9.-]+:\d{1,5}$/i;

/**
 * Hosts that a plain search for addresses does not see: `user@host`, `//host/share`, `-hdb.example`,
 * `registry.example/image:tag`, `jump:db.example`. Words that begin with `/`, `./` or `../` are files.
 */
function hostLikeWords(text: string): readonly string[] {
  const found: string[] = [];
  for (const [, login = ''] of text.matchAll(/[^\s/@'"=,]@([a-z0-9[][a-z0-9.[\]-]*)/gi))
    found.push(login);
  for (const word of text.split(/[^a-z0-9.:[\]/\\_-]+/i)) {
    if (/^(\/(?!\/)|\.\.?\/)/.test(word)) continue;
    const bare = word.replace(/^[^a-z0-9[]+/i, '');
    // Behind an option letter a value may stand without a space.
    const behindLetter = /^-[a-z]/i.test(word) ? [bare.slice(1)] : [];
    for (const spelling of [bare, ...behindLetter]) {
      found.push(...addressesInText(spelling));
      const head = spelling.split(/[/\\]/)[0] ?? '';
      if (HOST_AND_PORT.test(head)) found.push(head);
      else found.push(...head.split(':').filter((one) => HOST_NAME.test(one) || IPV4.test(one)));
    }
  }
  return found;
}

/** A host of another inventory that a text names, alone or behind an option letter such as in `-hdb1`. */
function foreignWord(text: string, foreign: ReadonlySet<string>): string | undefined {
  for (const word of text.toLowerCase().split(/[^a-z0-9.-]+/)) {
    const bare = word.replace(/^-+/, '').replace(/\.$/, '');
    for (const spelling of [word, bare, bare.slice(1)])
      if (spelling !== '' && foreign.has(spelling)) return spelling;
  }
  return undefined;
}
