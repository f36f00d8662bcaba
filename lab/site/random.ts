/** A stream of numbers that depends on its seed and name alone. */
export interface Random {
  /** From 0 up to, but not including, 1. */
  next(): number;
  /** Standard normal. */
  normal(): number;
}

/** The stream of one name: what other names draw, and when, does not change it. */
export function randomOf(seed: number, name: string): Random {
  const next = sfc32(hash(`${seed}/${name}`));
  return {
    next,
    // Box and Muller; 1 - x keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** A share of names, as near to exact as whole numbers allow; each name's rank depends on its own stream. */
export function drawShare(
  seed: number,
  purpose: string,
  names: readonly string[],
  count: number,
): ReadonlySet<string> {
  const ranked = names
    .map((name) => ({ name, rank: randomOf(seed, `${purpose}/${name}`).next() }))
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  return new Set(ranked.slice(0, count).map(({ name }) => name));
}

/** 128 bits of a text, for seeds only (the mixing steps of MurmurHash3). */
function hash(text: string): [number, number, number, number] {
  const mixed: [number, number, number, number] = [1779033703, 3144134277, 1013904242, 2773480762];
  const factors = [597399067, 2869860233, 951274213, 2716044179] as const;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    mixed[0] = mixed[1] ^ Math.imul(mixed[0] ^ code, factors[0]);
    mixed[1] = mixed[2] ^ Math.imul(mixed[1] ^ code, factors[1]);
    mixed[2] = mixed[3] ^ Math.imul(mixed[2] ^ code, factors[2]);
    mixed[3] = mixed[0] ^ Math.imul(mixed[3] ^ code, factors[3]);
  }
  return mixed;
}

/** Small fast counter generator (sfc32), from PractRand. */
function sfc32(state: [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  // The first draws still show the seed.
  for (let i = 0; i < 12; i += 1) next();
  return next;
}
