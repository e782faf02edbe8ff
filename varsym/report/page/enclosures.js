/**
 * Exponentials and logarithms enclosed between integers, in fixed point on BigInt.
 *
 * An enclosure of x at p places is [low, high] with low <= 2^p x <= high. Every function says why
 * its ends are proved; an ulp is one unit of the last place, 2^-p.
 */
const Enclosures = (() => {
  const { abs, bitLength, floorDiv, limit } = Exact;
  /** The most bits of working precision here; Python goes on to 262,144. */
  const MAX_PLACES = 1 << 16;
  const KEPT = 64;

  /** Return the floor of value 2^places. */
  const shifted = (value, places) =>
    places >= 0 ? value << BigInt(places) : value >> BigInt(-places);

  /** Refuse a working precision that would hold the page up. */
  const affordable = (places) => {
    if (places > MAX_PLACES) {
      throw limit(`A working precision of ${places} bits would be needed; here are ${MAX_PLACES}.`);
    }
    return places;
  };

  /**
   * Enclose e^x for x = argument / 2^places with 0 <= x < 4.
   *
   * With k halvings r = x / 2^k < 1/2 is exact at w = places + k + guard places. The terms
   * T_i = floor(floor(T_{i-1} r) / i) of the series fall short by e_i <= (e_{i-1} r + 1)/i + 1 <= 2
   * ulps. After the first T_N = 0 all that is left out is below 2 e_N. So the sum S is at most
   * 2 N + 8 ulps E too small. A squaring turns S <= 2^w y <= S + E into the same of y^2, with
   * floor(S^2 / 2^w) and floor((2 S E + E^2) / 2^w) + 2.
   * @param {bigint} argument
   * @param {number} places
   * @returns {[bigint, bigint]}
   */
  const exp = (argument, places) => {
    const halvings = Math.floor(Math.sqrt(affordable(places))) + 4;
    const guard = 16 + Math.ceil(Math.log2(places + 2));
    const width = BigInt(places + halvings + guard);
    const reduced = argument << BigInt(guard);
    let [sum, term, count] = [1n << width, 1n << width, 0n];
    while (term !== 0n) {
      count += 1n;
      term = ((term * reduced) >> width) / count;
      sum += term;
    }
    let error = 2n * count + 8n;
    for (let k = 0; k < halvings; k += 1) {
      error = ((2n * sum * error + error * error) >> width) + 2n;
      sum = (sum * sum) >> width;
    }
    const drop = BigInt(halvings + guard);
    return [sum >> drop, ((sum + error) >> drop) + 1n];
  };

  /**
   * Enclose atanh(1/n) for an integer n >= 2.
   *
   * The powers floor(power / n^2) fall short by less than 2 ulps, so each quotient by an odd number
   * by less than 3, and what follows the first power that is 0 is below 4 ulps.
   */
  const inverseTangent = (n, places) => {
    const square = n * n;
    const guard = 8 + Math.ceil(Math.log2(places + 2));
    let power = (1n << BigInt(places + guard)) / n;
    let [sum, odd] = [0n, 1n];
    while (power !== 0n) {
      sum += power / odd;
      power /= square;
      odd += 2n;
    }
    return [shifted(sum, -guard), shifted(sum + 3n * odd + 4n, -guard) + 1n];
  };

  const kept = new Map();
  /** Return what is kept under a name, or make it; the oldest entry makes room. */
  const remembered = (name, make) => {
    if (!kept.has(name)) {
      if (kept.size >= KEPT) kept.delete(kept.keys().next().value);
      kept.set(name, make());
    }
    return kept.get(name);
  };

  /** Enclose log 2 = 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749). */
  const logTwo = (places) =>
    remembered(`2:${places}`, () => {
      const guard = 24 + Math.ceil(Math.log2(places + 2));
      const [a, b, c] = [26n, 4801n, 8749n].map((n) => inverseTangent(n, places + guard));
      const low = 18n * a[0] - 2n * b[1] + 8n * c[0];
      const high = 18n * a[1] - 2n * b[0] + 8n * c[1];
      return [shifted(low, -guard), shifted(high, -guard) + 1n];
    });

  /** Enclose log 10 = 3 log 2 + 2 atanh(1/9). */
  const logTen = (places) => {
    const [two, rest] = [logTwo(places + 8), inverseTangent(9n, places + 8)];
    return [shifted(3n * two[0] + 2n * rest[0], -8), shifted(3n * two[1] + 2n * rest[1], -8) + 1n];
  };

  /**
   * Enclose log m from a guess y at the same places, where m itself is enclosed, 1 <= m < 2.
   *
   * log m = y + 2 atanh z with z = (m - e^y) / (m + e^y), and |2 atanh z - 2 z| <= |z|^3 for
   * z^2 <= 1/3, whatever the guess was: the proof rests on the enclosure of e^y alone.
   */
  const improved = (low, high, guess, places) => {
    const scale = BigInt(places);
    const [least, most] = exp(guess, places);
    const below = floorDiv((low - most) << scale, low + most);
    const above = -floorDiv((least - high) << scale, high + least);
    const size = abs(below) > abs(above) ? abs(below) : abs(above);
    if (3n * size * size > 1n << (2n * scale)) return null;
    const cube = ((size * size * size) >> (2n * scale)) + 1n;
    return [guess + 2n * below - cube, guess + 2n * above + cube];
  };

  /** Enclose log m for m = base / 2^twos, 1 <= m < 2, by steps that triple what is known. */
  const logMantissa = (base, twos, places) => {
    if (base === 1n << BigInt(twos)) return [0n, 0n];
    const ladder = [places];
    while (ladder[0] > 64) ladder.unshift(Math.ceil(ladder[0] / 3) + 8);
    // The first guess, z + z^3/3 of 2 atanh, is near enough for a step to be proved.
    const first = ladder[0];
    const start = shifted(base, first - twos);
    const one = 1n << BigInt(first);
    const z = ((start - one) << BigInt(first)) / (start + one);
    let guess = 2n * z + (2n * ((z * z * z) >> BigInt(2 * first))) / 3n;
    let before = first;
    for (let rung = 0, tries = 0; ; tries += 1) {
      const here = ladder[rung];
      const exact = shifted(base, here - twos);
      const found = improved(exact, exact + 1n, shifted(guess, here - before), here);
      if (!found || tries > 40) throw limit("A logarithm that did not settle.");
      guess = (found[0] + found[1]) >> 1n;
      before = here;
      if (found[1] - found[0] > 64n) continue;
      if (rung + 1 === ladder.length) return found;
      rung += 1;
    }
  };

  /**
   * Enclose the logarithm of an integer.
   * @param {bigint} base At least 1.
   * @param {number} bits The least number of places.
   * @returns {[bigint, bigint, number]} Low, high and the places, at least `bits`.
   */
  const log = (base, bits) => {
    const places = affordable(Math.ceil(Math.max(bits, 8) / 64) * 64);
    return remembered(`${base}:${places}:log`, () => {
      if (base === 10n) return [...logTen(places), places];
      const twos = bitLength(base) - 1;
      const guard = 16 + Math.ceil(Math.log2(twos + 2));
      const fine = places + guard;
      const [times, two] = [BigInt(twos), logTwo(fine)];
      const rest = logMantissa(base, twos, fine);
      const low = times * two[0] + rest[0];
      const high = times * two[1] + rest[1];
      return [shifted(low, -guard), shifted(high, -guard) + 1n, places];
    });
  };

  return Object.freeze({ MAX_PLACES, exp, log, shifted });
})();
