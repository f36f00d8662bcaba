/** Who may do what in a recovery: the roster frozen in the plan, and the public keys statements are checked with. */
export interface Policy {
  readonly people: Readonly<Record<string, PolicyPerson>>;
  readonly roles: Readonly<Record<string, PolicyRole>>;
  readonly keys: Readonly<Record<string, PolicyKey>>;
}

export interface PolicyPerson {
  readonly name: string;
  readonly roles: readonly string[];
  readonly contact: string;
  /** Tools that reaching them leans on. */
  readonly reachedBy?: readonly string[];
}

export interface PolicyRole {
  readonly title: string;
  /** What its holders must be trained for. */
  readonly qualification?: string;
  /** Steering verbs its holders may use. */
  readonly may: readonly string[];
}

/** An installation's key or a person's own. */
export interface PolicyKey {
  /** 32 bytes, hex. */
  readonly publicKey: string;
  readonly kind: 'local' | 'api' | 'simulated' | 'person';
  /** Whose key it is, for kind `person`. */
  readonly person?: string;
}
