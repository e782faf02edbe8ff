/**
 * Exact rational numbers on BigInt: a fraction is a frozen {n, d} in lowest terms with d > 0.
 *
 * Numbers of JavaScript only count, or hold integers below 2^53; no value is ever one of them.
 */
const Exact = (() => {
  /** The most bits of a numerator or denominator here; Python takes a few million. */
  const MAX_BITS = 500_000;
  const SHORT = 2048; // bits, up to which Euclid's own steps are the fastest
  const WORD = 52; // bits of an integer that a number holds exactly

  /** A refusal in three parts, as varsym's errors say it. */
  class Refusal extends Error {
    /**
     * @param {string} kind As the error of Python is called, or "PageLimit".
     * @param {string} given
     * @param {string} [expected]
     * @param {string} [advice]
     * @param {string} [field] The parameter that it is about.
     */
    constructor(kind, given, expected = "", advice = "", field = "") {
      const more = [expected && `Expected: ${expected}`, advice && `To do: ${advice}`];
      super([given, ...more.filter(Boolean)].join(" "));
      Object.assign(this, { kind, given, expected, advice, field });
    }
  }

  /** Refuse what would take longer than a page should; Python may still answer. */
  const limit = (given) =>
    new Refusal("PageLimit", given, "Less than that, so that the page stays quick.",
      "Ask varsym itself, with the command below.");

  const abs = (a) => (a < 0n ? -a : a);

  /** Return how many bits an integer has, its sign left out; 0 has none. */
  const bitLength = (a) => {
    const size = abs(a);
    if (size === 0n) return 0;
    const text = size.toString(16);
    return 4 * text.length - Math.clz32(parseInt(text[0], 16)) + 28;
  };

  /** Return floor(a / b) for b > 0. */
  const floorDiv = (a, b) => {
    const quotient = a / b;
    return a % b < 0n ? quotient - 1n : quotient;
  };

  /** Euclid's steps on two integers below 2^52, with cofactors, until the second is below 2^26. */
  const wordSteps = (a, b) => {
    let [x, y, p, q, r, s] = [Number(a), Number(b), 1, 0, 0, 1];
    while (y >= 0x4000000) {
      const k = Math.floor(x / y);
      [x, y, p, q, r, s] = [y, x - k * y, r, s, p - k * r, q - k * s];
    }
    return [BigInt(p), BigInt(q), BigInt(r), BigInt(s)];
  };

  const applied = ([p, q, r, s], a, b) => [p * a + q * b, r * a + s * b];
  const combined = ([p, q, r, s], [t, u, v, w]) =>
    [p * t + q * v, p * u + q * w, r * t + s * v, r * u + s * w];

  /** Make both numbers of a pair non-negative and the first the larger; the matrix follows. */
  const ordered = ([p, q, r, s], a, b) => {
    if (a < 0n) [p, q, a] = [-p, -q, -a];
    if (b < 0n) [r, s, b] = [-r, -s, -b];
    return a < b ? [[r, s, p, q], b, a] : [[p, q, r, s], a, b];
  };

  /**
   * Return a matrix of determinant ±1 that about halves the length of a >= b >= 0.
   *
   * Leading bits decide its quotients. Whatever they are, a matrix of determinant ±1 leaves the
   * greatest common divisor as it is: a poor quotient costs time and not truth.
   */
  const halving = (a, b) => {
    const size = bitLength(a);
    if (size <= WORD) return wordSteps(a, b);
    const half = size >> 1;
    if (b >> BigInt(half) === 0n) return [1n, 0n, 0n, 1n];
    let matrix = size <= 2 * WORD
      ? wordSteps(a >> BigInt(size - WORD), b >> BigInt(size - WORD))
      : halving(a >> BigInt(half), b >> BigInt(half));
    [matrix, a, b] = ordered(matrix, ...applied(matrix, a, b));
    if (b >> BigInt(half) === 0n) return matrix;
    const quotient = a / b;
    [matrix, a, b] = [combined([0n, 1n, 1n, -quotient], matrix), b, a - quotient * b];
    const rest = 2 * half - bitLength(a);
    if (b >> BigInt(half) === 0n || rest <= 0) return matrix;
    const shift = BigInt(rest);
    return combined(halving(a >> shift, b >> shift), matrix);
  };

  /** Return the greatest common divisor, in time that grows little faster than a product's. */
  const gcd = (a, b) => {
    [a, b] = [abs(a), abs(b)];
    if (a < b) [a, b] = [b, a];
    while (b !== 0n) {
      const size = bitLength(b);
      if (size > SHORT && bitLength(a) - size < size) {
        const matrix = halving(a, b);
        [, a, b] = ordered(matrix, ...applied(matrix, a, b));
        if (b === 0n) break;
      }
      [a, b] = [b, a % b];
    }
    return a;
  };

  const checked = (value) => {
    for (const part of [value.n, value.d]) {
      if (bitLength(part) > MAX_BITS) throw limit(`A number of more than ${MAX_BITS} bits.`);
    }
    return value;
  };

  /** Return n / d in lowest terms; d is not 0. */
  const fraction = (n, d = 1n) => {
    if (d < 0n) [n, d] = [-n, -d];
    if (d !== 1n) {
      const common = gcd(n, d);
      if (common !== 1n) [n, d] = [n / common, d / common];
    }
    return checked(Object.freeze({ n, d }));
  };

  const [ZERO, ONE] = [fraction(0n), fraction(1n)];
  const add = (a, b) =>
    a.d === b.d ? fraction(a.n + b.n, a.d) : fraction(a.n * b.d + b.n * a.d, a.d * b.d);
  const negate = (a) => fraction(-a.n, a.d);
  const subtract = (a, b) => add(a, negate(b));
  const multiply = (a, b) =>
    // A square of a fraction in lowest terms is in lowest terms.
    a === b ? checked(Object.freeze({ n: a.n ** 2n, d: a.d ** 2n })) : fraction(a.n * b.n, a.d * b.d);
  /** Return a / b; b is not 0. */
  const divide = (a, b) => fraction(a.n * b.d, a.d * b.n);
  /** Return -1, 0 or 1 as a is below, equal to or above b. */
  const compare = (a, b) => {
    const difference = a.n * b.d - b.n * a.d;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  };
  const equal = (a, b) => a.n === b.n && a.d === b.d;

  /** Return how many bits the powers of a number grow by, which is 0 for 0, 1 and -1. */
  const growth = (a) =>
    (abs(a.n) > 1n ? bitLength(a.n) : 0) + (a.d > 1n ? bitLength(a.d) : 0);

  /** Return base^exponent for an integer exponent; the base is not 0 where that is negative. */
  const power = (base, exponent) => {
    const size = abs(exponent);
    const bits = growth(base);
    if (bits && BigInt(bits) * size > 2n * BigInt(MAX_BITS)) {
      throw limit(`A power of more than ${MAX_BITS} bits.`);
    }
    const times = bits ? size : size & 1n || (size && 2n); // 0, 1 and -1 repeat themselves
    const [n, d] = [base.n ** times, base.d ** times];
    // Powers of coprime integers are coprime.
    if (exponent >= 0n) return checked(Object.freeze({ n, d }));
    return checked(Object.freeze(n < 0n ? { n: -d, d: -n } : { n: d, d: n }));
  };

  /**
   * Join a list in a balanced tree, each neighbour with the next, so that numbers grow late.
   * Neighbours that are the same objects as the pair before them are not joined anew.
   */
  const joined = (items, join) => {
    let row = items;
    while (row.length > 1) {
      const next = [];
      let [left, right, made] = [];
      for (let k = 0; k + 1 < row.length; k += 2) {
        if (row[k] !== left || row[k + 1] !== right) {
          [left, right] = [row[k], row[k + 1]];
          made = join(left, right);
        }
        next.push(made);
      }
      if (row.length % 2) next.push(row[row.length - 1]);
      row = next;
    }
    return row[0];
  };

  /** Return the sum of a list of fractions. */
  const sum = (items) => (items.length ? joined(items, add) : ZERO);

  /** Refuse factors whose product would be too long, before it is computed. */
  const bounded = (factors) => {
    let bits = 0;
    let [last, size] = [null, 0];
    for (const factor of factors) {
      if (factor !== last) [last, size] = [factor, growth(factor)];
      bits += size;
      if (bits > 3 * MAX_BITS) throw limit(`A product of more than ${MAX_BITS} bits.`);
    }
    return factors;
  };

  /** Return the product of a list of fractions. */
  const product = (items) => (items.length ? joined(bounded(items), multiply) : ONE);

  /**
   * Return Σ_j (Π_{i>j} factor_i) · error_j for a list of steps [factor, error], the first first.
   */
  const accumulate = (steps) => {
    if (!steps.length) return ZERO;
    bounded(steps.slice(1).map(([factor]) => factor));
    const join = (earlier, later) =>
      [multiply(later[0], earlier[0]), add(multiply(later[0], earlier[1]), later[1])];
    return joined(steps, join)[1];
  };

  return Object.freeze({
    MAX_BITS, ZERO, ONE, Refusal, limit, abs, bitLength, floorDiv, gcd, fraction, add, negate,
    subtract, multiply, divide, compare, equal, power, sum, product, accumulate,
  });
})();
