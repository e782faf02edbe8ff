/**
 * Exact forms q + Σ c_i log b_i and numbers e^form, with the texts and digits of varsym.exact.
 *
 * A form is {q, terms}: a fraction and a Map from integers b_i > 1, coprime in pairs, to fractions
 * other than 0.  A magnitude is {log}, the number e^log.  Both are frozen.
 */
const LogForms = (() => {
  const { ZERO, ONE, abs, add, bitLength, compare, divide, equal, floorDiv, fraction, gcd, limit,
    multiply, negate } = Exact;
  const { shifted } = Enclosures;
  const FIRST_GUARD = 24;

  /** Return how often a divisor above 1 divides a number above 0, and what is left. */
  const strip = (number, divisor) => {
    const powers = [divisor];
    while (number % powers[powers.length - 1] === 0n) {
      powers.push(powers[powers.length - 1] ** 2n);
    }
    let [count, rest] = [0n, number];
    for (let k = powers.length - 2; k >= 0; k -= 1) {
      if (rest % powers[k] === 0n) [rest, count] = [rest / powers[k], count + (1n << BigInt(k))];
    }
    return [count, rest];
  };

  /** Write a product of powers, pairs of an integer and a fraction, over coprime bases. */
  const coprimePowers = (powers) => {
    const found = new Map();
    const waiting = [...powers];
    if (waiting.length === 1 && waiting[0][0] > 1n && waiting[0][1].n) return new Map(waiting);
    while (waiting.length) {
      let [base, exponent] = waiting.pop();
      if (base === 1n || !exponent.n) continue;
      if (found.has(base)) {
        exponent = add(exponent, found.get(base));
        found.delete(base);
        if (exponent.n) found.set(base, exponent);
        continue;
      }
      let shared = 1n;
      let other = null;
      for (const one of found.keys()) {
        shared = gcd(base, one);
        if (shared > 1n) {
          other = one;
          break;
        }
      }
      if (other === null) {
        found.set(base, exponent);
        continue;
      }
      const kept = found.get(other);
      found.delete(other);
      const [own, rest] = strip(base, shared);
      const [others, left] = strip(other, shared);
      const total = add(multiply(fraction(own), exponent), multiply(fraction(others), kept));
      waiting.push([shared, total], [rest, exponent], [left, kept]);
    }
    return found;
  };

  const form = (q, powers) => Object.freeze({ q, terms: coprimePowers(powers) });

  /** Return the form of a fraction. */
  const constant = (q) => form(q, []);

  /** Return q + Σ c log b for positive fractions b. */
  const ofProducts = (q, powers) => {
    const parts = [];
    for (const [base, exponent] of powers) {
      parts.push([base.n, exponent]);
      if (base.d !== 1n) parts.push([base.d, negate(exponent)]);
    }
    return form(q, parts);
  };

  const plus = (a, b) => form(add(a.q, b.q), [...a.terms, ...b.terms]);
  const scaled = (a, factor) =>
    form(multiply(a.q, factor), [...a.terms].map(([base, c]) => [base, multiply(c, factor)]));
  const minus = (a, b) => plus(a, scaled(b, fraction(-1n)));

  /** Whether two forms are the same number, by exact arithmetic. */
  const same = (a, b) => {
    if (!equal(a.q, b.q)) return false;
    const alike = a.terms.size === b.terms.size &&
      [...a.terms].every(([base, c]) => b.terms.has(base) && equal(b.terms.get(base), c));
    return alike || !minus(a, b).terms.size;
  };

  /** Return the floor of c value 2^places. */
  const quotient = (c, value, places) =>
    places >= 0
      ? floorDiv((c.n * value) << BigInt(places), c.d)
      : floorDiv(c.n * value, c.d << BigInt(-places));

  const length = (c) => bitLength(c.n) - bitLength(c.d) + 1;

  /** Return s so that q and each coefficient is below 2^s. */
  const size = (a) => Math.max(length(a.q), ...[...a.terms.values()].map(length));

  /**
   * Enclose a form at a number of bits after the point, which may be negative.
   *
   * Floors below, floors and 1 above; a coefficient below 0 exchanges the ends of its logarithm.
   */
  const bounds = (a, bits) => {
    let low = quotient(a.q, 1n, bits);
    let high = low + (a.q.n ? 1n : 0n);
    for (const [base, c] of a.terms) {
      const [least, most, places] = Enclosures.log(base, bits + length(c) + 1);
      const [below, above] = c.n < 0n ? [most, least] : [least, most];
      low += quotient(c, below, bits - places);
      high += quotient(c, above, bits - places) + 1n;
    }
    return [low, high];
  };

  /** Return -1, 0 or 1; what is not 0 shows its sign at some precision. */
  const sign = (a) => {
    if (!a.terms.size) return compare(a.q, ZERO);
    for (let bits = 64; ; bits *= 2) {
      const [low, high] = bounds(a, bits - size(a));
      if (low > 0n || high < 0n) return low > 0n ? 1 : -1;
      if (bits > Enclosures.MAX_PLACES) throw limit("Two numbers too near to be told apart.");
    }
  };

  /**
   * Enclose e^x 10^-n, where n is near x / log 10: low, high and n, or null for more bits.
   *
   * For y = x - n log 10, enclosed by its ends, e^(y + t) <= e^y (1 + 2 t) for t from 0 to 1.
   */
  const readExp = (a, bits) => {
    const [least, most] = bounds(a, bits);
    const extra = Math.max(bitLength(least) - bits, 0) + 4;
    const [below, above, depth] = Enclosures.log(10n, bits + extra);
    const drop = BigInt(depth - bits);
    let n = floorDiv(least << drop, above);
    let [low, high] = [-1n, 0n];
    for (; low < 0n; n -= 1n) {
      const [up, down] = n >= 0n ? [above, below] : [below, above];
      low = least - ((n * up) >> drop) - 1n;
      high = most - ((n * down) >> drop);
    }
    const spread = high - low;
    if (spread >> BigInt(bits - 8)) return null;
    const [start, end] = Enclosures.exp(low, bits);
    return [start, end + ((2n * spread * end) >> BigInt(bits)) + 1n, n + 1n];
  };

  /** Return the floor of 2 value 2^-places 10^power. */
  const doubled = (value, places, power) => {
    if (power >= 0) return shifted(value * 10n ** BigInt(power), 1 - places);
    const scale = 10n ** BigInt(-power);
    return places <= 1 ? (value << BigInt(1 - places)) / scale : value / (scale << BigInt(places - 1));
  };

  /** Return figures and exponent when bounds that are not attained settle them, else null. */
  const cell = (low, high, places, digits, shift, isEqual) => {
    let leading = Math.floor(((bitLength(low) - 1 - places) * 30103) / 100000);
    const least = 10n ** BigInt(digits - 1);
    let power = 0;
    let below = 0n;
    for (;;) {
      power = digits - 1 - leading;
      below = doubled(low, places, power);
      if (2n * least <= below && below < 20n * least) break;
      leading += below >= 2n * least ? 1 : -1;
    }
    let figures = (below + 1n) >> 1n;
    const other = (doubled(high, places, power) + 1n) >> 1n;
    if (figures !== other) {
      if (other !== figures + 1n || !isEqual) return null;
      const ten = 10n ** BigInt(Math.abs(power));
      const middle = 2n * figures + 1n;
      const boundary = power >= 0 ? fraction(middle, 2n * ten) : fraction(middle * ten, 2n);
      if (!isEqual(boundary, shift)) return null;
      figures += figures & 1n;
    }
    if (figures === 10n * least) [figures, leading] = [least, leading + 1];
    return [figures, BigInt(leading) + shift];
  };

  /**
   * Round a number other than 0, half to even, to digits that are certain.
   *
   * The precision is raised until both ends lie in one rounding cell. A number on the boundary of
   * two cells is a rational; `isEqual` decides exactly whether the number is that one.
   * @param {(bits: number) => [bigint, bigint, bigint]|null} read
   * @returns {string}
   */
  const settled = (read, digits, bits, isEqual = null) => {
    const enough = Math.floor((10 * digits) / 3) + 8;
    for (let guard = FIRST_GUARD; ; guard *= 2) {
      let have = 0;
      const reading = read(bits);
      if (reading) {
        let [low, high, below] = [reading[0] - 1n, reading[1] + 1n, false];
        if (high < 0n) [low, high, below] = [-high, -low, true];
        if (low > 0n) {
          have = bitLength(low);
          const found = cell(low, high, bits, digits, reading[2], isEqual);
          if (found) return (below ? "-" : "") + Decimals.placed(`${found[0]}`, found[1]);
        }
      }
      bits += Math.max(0, enough - have) + guard;
    }
  };

  /** Return a form, rounded to digits that are certain. */
  const formDecimal = (a, digits) => {
    if (!a.terms.size) return Decimals.rounded(a.q, digits);
    const start = Math.floor((10 * digits) / 3) + 32 - size(a);
    return settled((bits) => [...bounds(a, bits), 0n], digits, start);
  };

  /** Return a magnitude, rounded to digits that are certain. */
  const magnitudeDecimal = ({ log }, digits) => {
    const isEqual = (boundary, shift) =>
      same(log, ofProducts(ZERO, [[boundary, ONE], [fraction(10n), fraction(shift)]]));
    const start = Math.max(64, Math.floor((10 * digits) / 3) + 32);
    return settled((bits) => readExp(log, bits), digits, start, isEqual);
  };

  /** Write a form as `str` does. */
  const formText = (a) => {
    const parts = a.q.n ? [Decimals.shortened(a.q)] : [];
    const terms = [...a.terms].sort(([x], [y]) => (x < y ? -1 : 1));
    for (const [base, c] of terms) {
      const factor = fraction(abs(c.n), c.d);
      const shown = equal(factor, ONE) ? "" : `${Decimals.shortened(factor)}·`;
      parts.push(c.n < 0n ? "-" : "+", `${shown}log ${Decimals.shortened(fraction(base))}`);
    }
    if (!parts.length) return "0";
    if (parts[0] === "+") parts.shift();
    else if (parts[0] === "-") parts.splice(0, 2, `-${parts[1]}`);
    return parts.join(" ");
  };

  const magnitude = (log) => Object.freeze({ log });
  /** Return e^q for a fraction q. */
  const exponential = (q) => magnitude(constant(q));
  /** Return a positive fraction as a magnitude. */
  const ofRational = (value) => magnitude(ofProducts(ZERO, [[value, ONE]]));
  const divided = (a, q) => scaled(a, divide(ONE, q));

  return Object.freeze({
    constant, plus, minus, scaled, divided, same, sign, formDecimal, formText, magnitude,
    exponential, ofRational, magnitudeDecimal,
  });
})();
