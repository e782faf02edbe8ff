/**
 * The exact value of a constant that a statement defines, as StatedConstant.value computes it.
 *
 * A value is a fraction, a form of logarithms or a magnitude e^form; what leaves these is refused.
 */
const Constants = (() => {
  const { Refusal, ZERO, ONE, abs, add, bitLength, compare, divide, fraction, limit,
    multiply, power, subtract } = Exact;
  const MAX_BITS = 1n << 16n; // of a power
  const MAX_RANGE = 4096n;
  const MAX_STEPS = 200_000;
  const MAX_NUMBER = 10 ** 6; // bits of what exp and log take, in Python

  /** An expression without a value here. */
  class NoValue extends Error {}

  const isForm = (value) => "terms" in value;
  const isMagnitude = (value) => "log" in value;
  const isRational = (value) => "d" in value;
  const isZero = (value) => isRational(value) && value.n === 0n;
  const asForm = (value) => (isForm(value) ? value : LogForms.constant(value));
  const asMagnitude = (value) => (isMagnitude(value) ? value : LogForms.ofRational(value));

  /** Return a rational as such, so that it can be added to anything. */
  const settled = (value) => (isForm(value) && !value.terms.size ? value.q : value);

  /** Write a value as `str` does. */
  const text = (value) => {
    if (isRational(value)) return Decimals.text(value);
    return isForm(value) ? LogForms.formText(value) : `exp(${LogForms.formText(value.log)})`;
  };

  /** Return -1, 0 or 1 as the first value is below, equal to or above the second. */
  const order = (left, right) => {
    if (isRational(left) && isRational(right)) return compare(left, right);
    if (isMagnitude(left) || isMagnitude(right)) {
      if (isForm(left) || isForm(right)) throw new NoValue("an exponential beside a logarithm");
      if (isRational(left) && left.n <= 0n) return -1;
      if (isRational(right) && right.n <= 0n) return 1;
      return LogForms.sign(LogForms.minus(asMagnitude(left).log, asMagnitude(right).log));
    }
    return LogForms.sign(LogForms.minus(asForm(left), asForm(right)));
  };

  const ORDERS = { "=": (sign) => sign === 0, "<=": (sign) => sign <= 0, "<": (sign) => sign < 0 };
  const compared = (op, left, right) => ORDERS[op](order(left, right));

  const raised = (base, exponent) => {
    if (isForm(base)) throw new NoValue("a power of a logarithm");
    if (isMagnitude(base)) return LogForms.magnitude(LogForms.scaled(base.log, fraction(exponent)));
    const size = BigInt(Math.max(bitLength(base.n), bitLength(base.d)));
    if ((!base.n && exponent < 0n) || size * abs(exponent) > MAX_BITS) {
      throw new NoValue("a huge power, or a negative one of zero");
    }
    return power(base, exponent);
  };

  const combined = (op, left, right) => {
    if (isMagnitude(left) || isMagnitude(right)) {
      if (isZero(right)) return left;
      if (isZero(left) && op === "+") return right;
      throw new NoValue("a sum with an exponential");
    }
    // A form takes a rational from either side; its own logarithms come first.
    if (op === "+") {
      const [first, second] = isForm(left) ? [left, right] : [right, left];
      return settled(LogForms.plus(asForm(first), asForm(second)));
    }
    if (isForm(left)) return settled(LogForms.minus(left, asForm(right)));
    return settled(LogForms.plus(LogForms.scaled(right, fraction(-1n)), asForm(left)));
  };

  const scaled = (op, left, right) => {
    if (isZero(left)) return left;
    if (isZero(right)) return right;
    const some = (test) => test(left) || test(right);
    if (some(isMagnitude) && some((value) => isRational(value) && value.n < 0n)) {
      throw new NoValue("a negative multiple of an exponential");
    }
    if (some(isForm)) {
      const [whole, other] = isForm(left) ? [left, right] : [right, left];
      if (!isRational(other) || (op === "/" && whole !== left)) {
        throw new NoValue("a product of logarithms");
      }
      return settled(op === "*" ? LogForms.scaled(whole, other) : LogForms.divided(whole, other));
    }
    if (op === "/") {
      return LogForms.magnitude(LogForms.minus(asMagnitude(left).log, asMagnitude(right).log));
    }
    const [first, second] = isMagnitude(left) ? [left, right] : [right, left];
    return LogForms.magnitude(LogForms.plus(first.log, asMagnitude(second).log));
  };

  const RATIONAL = { "+": add, "-": subtract, "*": multiply, "/": divide };
  const arithmetic = (op, left, right) => {
    if (op === "/" && isZero(right)) throw new NoValue("a division by zero");
    if (isRational(left) && isRational(right)) return RATIONAL[op](left, right);
    return op === "+" || op === "-" ? combined(op, left, right) : scaled(op, left, right);
  };

  const taken = (name, value) => {
    if (Math.max(bitLength(value.n), bitLength(value.d)) <= MAX_NUMBER) return value;
    throw new Refusal("InputError",
      `The argument '${name}' is a number of more than ${MAX_NUMBER} bits.`,
      `At most ${MAX_NUMBER} bits in the numerator and in the denominator.`,
      "Rescale the quantity, or work with its logarithm.");
  };

  const exponential = (value) => {
    if (isMagnitude(value)) throw new NoValue("an exponential of an exponential");
    if (isZero(value)) return ONE;
    return isForm(value) ? LogForms.magnitude(value) : LogForms.exponential(taken("q", value));
  };

  const logarithm = (value) => {
    if (isMagnitude(value)) return settled(value.log);
    if (!isRational(value) || value.n <= 0n) {
      throw new NoValue("the logarithm of a number that is not positive");
    }
    return settled(LogForms.ofRational(taken("base", value)).log);
  };

  /** Letters and indices with their values, and the work that is still to be had. */
  class Point {
    constructor(indices, reals, work = { steps: 0 }) {
      Object.assign(this, { indices, reals, work });
    }

    at(name, value) {
      return new Point(new Map(this.indices).set(name, value), this.reals, this.work);
    }

    whole(tree) {
      const found = this.value(tree);
      if (!isRational(found) || found.d !== 1n) throw new NoValue(`${text(found)} is no integer`);
      return found.n;
    }

    /** Return the integers from one end to another. */
    range(lowTree, highTree) {
      const [low, high] = [this.whole(lowTree), this.whole(highTree)];
      if (high + 1n - low > MAX_RANGE) throw new NoValue("a range too long");
      const count = high < low ? 0 : Number(high - low) + 1;
      return Array.from({ length: count }, (_, k) => low + BigInt(k));
    }

    holds([op, left, right]) {
      const here = this.value(left);
      return compared(op, here, this.value(right));
    }

    /** Return the exact value of an expression. */
    value(tree) {
      this.work.steps += 1;
      if (this.work.steps > MAX_STEPS) throw limit(`More than ${MAX_STEPS} steps.`);
      const [kind, left, right] = tree;
      switch (kind) {
        case "number": return Decimals.rational(left, "number");
        case "index":
          if (!this.indices.has(left)) throw new NoValue(`${left} has no value`);
          return fraction(this.indices.get(left));
        case "real":
          if (right.length || !this.reals.has(left)) throw new NoValue(`${left} has no value`);
          return this.reals.get(left);
        case "^": {
          const base = this.value(left);
          return raised(base, this.whole(right));
        }
        case "+": case "-": case "*": case "/": {
          const first = this.value(left);
          return arithmetic(kind, first, this.value(right));
        }
        case "sum": case "prod": {
          const [, name, low, high, body] = tree;
          const op = kind === "sum" ? "+" : "*";
          return this.range(low, high).reduce(
            (total, at) => arithmetic(op, total, this.at(name, at).value(body)),
            kind === "sum" ? ZERO : ONE,
          );
        }
        case "relu": {
          const found = this.value(left);
          return order(found, ZERO) > 0 ? found : ZERO;
        }
        case "exp": return exponential(this.value(left));
        case "log": return logarithm(this.value(left));
        case "cases": return this.cases(left);
        default:
          if (left === "Limit") throw limit("A limit, which this page does not compute.");
          throw new NoValue(`${left} has no value`);
      }
    }

    /** Return the value of the pieces that apply, which has to be one. */
    cases(pieces) {
      const found = pieces.flatMap(([value, conditions, several]) => {
        const places = several
          ? this.range(several[1], several[2]).map((at) => this.at(several[0], at))
          : [this];
        return places
          .filter((place) => conditions.every((one) => place.holds(one)))
          .map((place) => place.value(value));
      });
      if (!found.length || !found.every((value) => compared("=", value, found[0]))) {
        throw new NoValue("no case that applies, or two that differ");
      }
      return found[0];
    }
  }

  const check = (program, statement, point) => {
    for (const condition of program.conditions) {
      if (condition.check && !point.holds(condition.check)) {
        throw new Refusal("QueryError",
          `Parameters that break the condition ${condition.text} of ${statement}.`,
          "Parameters that meet it.", "Change them.");
      }
    }
  };

  /**
   * Return a constant at given parameters, exactly.
   * @param {object} program One of query_programs.
   * @param {Map<string, string|string[]>} given
   */
  const value = (program, given) => {
    const [indices, reals] = [new Map(), new Map()];
    for (const { name, kind } of program.parameters) {
      if (!given.has(name)) throw Bounds.missing(program, name);
      if (kind === "index") indices.set(name, Decimals.integer(given.get(name), name));
      else reals.set(name, Decimals.rational(given.get(name), name));
    }
    const point = new Point(indices, reals);
    try {
      check(program, program.statements[0], point);
      return point.value(program.expression);
    } catch (problem) {
      if (!(problem instanceof NoValue)) throw problem;
      throw new Refusal("QueryError",
        `Parameters at which ${program.expression_text} has no value: ${problem.message}.`,
        "Parameters for which the constant is defined.");
    }
  };

  /** Return a value, rounded half to even to digits that are certain. */
  const decimal = (found, digits) => {
    if (isRational(found)) return Decimals.rounded(found, digits);
    return isForm(found)
      ? LogForms.formDecimal(found, digits)
      : LogForms.magnitudeDecimal(found, digits);
  };

  return Object.freeze({ value, text, decimal });
})();
