import type { FastifyReply, FastifyRequest } from 'fastify';

/** How a browser holds a secret. */
export interface SecretCookie {
  read(request: FastifyRequest): string | undefined;
  set(reply: FastifyReply, secret: string): void;
  clear(reply: FastifyReply): void;
}

/**
 * A cookie of the page. Cookies know no ports, so that the name holds it: two state folders on one machine must not
 * sign each other out. Over HTTPS it is bound to the host as well. `lax` is for what must come back from elsewhere.
 */
export function secretCookie(
  name: string,
  sameSite: 'strict' | 'lax',
  placeOf: (request: FastifyRequest) => URL,
): SecretCookie {
  const nameAt = (place: URL): string =>
    place.protocol === 'https:'
      ? `__Host-${name}`
      : `${name}_${place.port === '' ? '80' : place.port}`;
  const optionsAt = ({ protocol }: URL) =>
    ({ path: '/', httpOnly: true, sameSite, secure: protocol === 'https:' }) as const;
  return {
    read: (request) => request.cookies[nameAt(placeOf(request))],
    set: (reply, secret) => {
      const place = placeOf(reply.request);
      void reply.setCookie(nameAt(place), secret, optionsAt(place));
    },
    clear: (reply) => {
      const place = placeOf(reply.request);
      void reply.clearCookie(nameAt(place), optionsAt(place));
    },
  };
}
