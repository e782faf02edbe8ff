/** Rational numbers read from texts and written as texts, as varsym.exact reads and writes them. */
const Decimals = (() => {
  const { Refusal, ZERO, abs, bitLength, compare, fraction } = Exact;
  const MAX_TEXT = 10_000;
  const MAX_EXPONENT = 10_000;
  const MAX_DIGITS = 10_000;
  const FORMS = 'An exact rational such as 3, Fraction(1, 10), "1/10", "0.1" or "1e-3".';
  const QUOTIENT = /^([+-]?)([0-9]+)(?:\/([0-9]+))?$/;
  const DECIMAL = /^([+-]?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?)0*([0-9]+))?$/;
  // What str.strip drops, which is not what String.trim drops.
  const SPACE =
    "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const AROUND = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");
  const UNPRINTED = /[\p{C}\p{Z}]/u;
  const ESCAPES = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

  /** Write one sign as Python's repr does. */
  const escaped = (sign, quote) => {
    if (sign === quote) return `\\${sign}`;
    if (sign in ESCAPES) return ESCAPES[sign];
    if (sign === " " || !UNPRINTED.test(sign)) return sign;
    const code = sign.codePointAt(0).toString(16);
    if (code.length <= 2) return `\\x${code.padStart(2, "0")}`;
    return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
  };

  /** Quote the beginning of a text. */
  const clipped = (text) => {
    const signs = [...text];
    const shown = signs.length <= 40 ? signs : [...signs.slice(0, 40), "…"];
    const quote = shown.includes("'") && !shown.includes('"') ? '"' : "'";
    return `${quote}${shown.map((sign) => escaped(sign, quote)).join("")}${quote}`;
  };

  /** Return a refusal of what was given for a parameter, or for the member of a list. */
  const refusal = (name, given, expected, advice) =>
    new Refusal("InputError", `The argument ${clipped(name)} ${given}`, expected, advice,
      name.replace(/\[\d+\]$/, ""));

  /**
   * Read the rational that a text spells, exactly.
   * @param {string|string[]} text A list is refused, as it is no number.
   * @param {string} name What to call it in a message.
   * @param {boolean} [nonnegative] Whether to refuse numbers below 0.
   */
  const rational = (text, name, nonnegative = false) => {
    const found = read(text, name);
    if (nonnegative && found.n < 0n) {
      throw refusal(name, `is ${shortened(found)}.`, "A number that is at least 0.",
        "Check its sign.");
    }
    return found;
  };

  const read = (text, name) => {
    const refuse = (given, expected, advice) => refusal(name, given, expected, advice);
    if (typeof text !== "string") {
      throw refuse("is an object of type 'list'.", FORMS,
        "Convert it to an int, a Fraction or a text first.");
    }
    const size = text.length > MAX_TEXT ? [...text].length : text.length;
    if (size > MAX_TEXT) {
      throw refuse(`is a text of ${size} characters.`, `At most ${MAX_TEXT} characters.`,
        "Build the number in Python and pass it as a Fraction.");
    }
    const plain = text.replace(AROUND, "");
    if (!plain) throw refuse("is an empty text.", FORMS, "Write the number in digits.");
    const quotient = QUOTIENT.exec(plain);
    if (quotient) {
      const below = BigInt(quotient[3] ?? "1");
      if (!below) {
        throw refuse(`is ${clipped(plain)}, which divides by zero.`,
          "A denominator that is at least 1.", "Correct the denominator.");
      }
      const above = BigInt(quotient[2]);
      return fraction(quotient[1] === "-" ? -above : above, below);
    }
    const decimal = DECIMAL.exec(plain);
    if (!decimal) {
      throw refuse(`is the text ${clipped(plain)}, which is not a number.`, FORMS,
        "Use the digits 0 to 9, one sign, and one point or one slash.");
    }
    const [, sign, whole, part = "", exponentSign, exponent = "0"] = decimal;
    if (exponent.length > 5 || Number(exponent) > MAX_EXPONENT) {
      throw refuse(`has a power of ten beyond ${MAX_EXPONENT}.`,
        `An exponent between -${MAX_EXPONENT} and ${MAX_EXPONENT}.`,
        "Rescale the quantity, or work with its logarithm.");
    }
    const above = BigInt(whole + part);
    const shift = Number(exponent) * (exponentSign === "-" ? -1 : 1) - part.length;
    const signed = sign === "-" ? -above : above;
    return shift >= 0
      ? fraction(signed * 10n ** BigInt(shift))
      : fraction(signed, 10n ** BigInt(-shift));
  };

  /** Read a whole number, refused outside the ends that are given. */
  const integer = (text, name, minimum = null, maximum = null) => {
    const found = rational(text, name);
    const refuse = (expected, advice) =>
      refusal(name, `is ${shortened(found)}.`, expected, advice);
    if (found.d !== 1n) throw refuse("A whole number.", "Round it first.");
    if (minimum !== null && found.n < minimum) {
      throw refuse(`A whole number that is at least ${minimum}.`, "Raise it.");
    }
    if (maximum !== null && found.n > maximum) {
      throw refuse(`A whole number that is at most ${maximum}.`, "Lower it.");
    }
    return found.n;
  };

  // log10(2) lies strictly between these two, divided by 10^20.
  const [LOG_BELOW, LOG_ABOVE] = [30102999566398119521n, 30102999566398119522n];
  const LOG_SCALE = 10n ** 20n;

  /** Count the decimal digits of an integer. */
  const digitCount = (value) => {
    const size = abs(value);
    const bits = BigInt(bitLength(size));
    if (!bits) return 1;
    let fewest = ((bits - 1n) * LOG_BELOW) / LOG_SCALE + 1n;
    const most = (bits * LOG_ABOVE) / LOG_SCALE + 1n;
    while (fewest < most && size >= 10n ** fewest) fewest += 1n;
    return Number(fewest);
  };

  /** Return e with 10^e <= |value| < 10^(e + 1), for a value other than 0. */
  const decimalExponent = (value) => {
    const top = abs(value.n);
    const exponent = digitCount(top) - digitCount(value.d);
    const scale = 10n ** BigInt(Math.abs(exponent));
    const reaches = exponent >= 0 ? top >= value.d * scale : top * scale >= value.d;
    return reaches ? exponent : exponent - 1;
  };

  /** Put the point into figures whose first stands for 10^exponent. */
  const placed = (figures, exponent) => {
    const at = BigInt(exponent);
    if (at >= -4n && at < 0n) return `0.${"0".repeat(Number(-at) - 1)}${figures}`;
    if (at >= 0n && at < BigInt(figures.length)) {
      const [whole, rest] = [figures.slice(0, Number(at) + 1), figures.slice(Number(at) + 1)];
      return rest ? `${whole}.${rest}` : whole;
    }
    const point = figures.length > 1 ? "." : "";
    return `${figures[0]}${point}${figures.slice(1)}e${at >= 0n ? "+" : ""}${at}`;
  };

  /** Return a number of digits that can be asked for. */
  const digitsAsked = (text) => Number(integer(text, "digits", 1n, BigInt(MAX_DIGITS)));

  /** Round a fraction, half to even, to a number of significant digits. */
  const rounded = (value, digits) => {
    if (value.n === 0n) return "0";
    let exponent = decimalExponent(value);
    let [top, bottom] = [abs(value.n), value.d];
    const shift = digits - 1 - exponent;
    if (shift >= 0) top *= 10n ** BigInt(shift);
    else bottom *= 10n ** BigInt(-shift);
    let figures = top / bottom;
    const twice = 2n * (top - figures * bottom);
    if (twice > bottom || (twice === bottom && figures & 1n)) {
      figures += 1n;
      if (figures === 10n ** BigInt(digits)) {
        figures /= 10n;
        exponent += 1;
      }
    }
    return (value.n < 0n ? "-" : "") + placed(figures.toString(), exponent);
  };

  /** Write a fraction in full. */
  const text = (value) => (value.d === 1n ? `${value.n}` : `${value.n}/${value.d}`);

  /** Write a fraction for a message, with its leading digits alone where it is long. */
  const shortened = (value, most = 40) => {
    const total = digitCount(value.n) + (value.d === 1n ? 0 : digitCount(value.d));
    if (total <= most) return text(value);
    const exponent = decimalExponent(value);
    const shift = 4 - exponent;
    const scale = 10n ** BigInt(Math.abs(shift));
    const top = abs(value.n);
    const figures = `${shift >= 0 ? (top * scale) / value.d : top / (value.d * scale)}`;
    const sign = compare(value, ZERO) < 0 ? "-" : "";
    const power = `${exponent >= 0 ? "+" : ""}${exponent}`;
    return `≈ ${sign}${figures[0]}.${figures.slice(1)}e${power} (exact value has ${total} digits)`;
  };

  return Object.freeze({
    rational, integer, digitsAsked, digitCount, decimalExponent, placed, rounded, text, shortened,
  });
})();
