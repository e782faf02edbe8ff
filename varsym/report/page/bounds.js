/** The exact value of a proved bound, as Bound.value of varsym computes it. */
const Bounds = (() => {
  const { Refusal, ZERO, ONE, abs, add, bitLength, compare, divide, fraction, limit,
    multiply, power, subtract } = Exact;
  const MAX_LAYERS = 1_000_000n;
  const MAX_BITS = 8_000_000n; // of a power, in Python
  const MAX_STEPS = 300_000; // parts that are evaluated, each for itself
  const MAX_TERMS = 1_000_000n;

  /** What Python skips in a condition: a norm, or a letter that the bound does not ask for. */
  class NoNumber extends Error {}

  const carriedSums = new WeakMap();
  const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const factors = (tree) =>
    tree[0] === "*" ? [...factors(tree[1]), ...factors(tree[2])] : [tree];
  const occurs = (name, tree) =>
    Array.isArray(tree) &&
    (((tree[0] === "index" || tree[0] === "real") && tree[1] === name) ||
      tree.some((part) => occurs(name, part)));

  /** Split Σ_j (Π_{i=j+1}^{high} a_i) · b_j into the product and the factors of b_j, or null. */
  const carried = (tree) => {
    if (!carriedSums.has(tree)) {
      const [, index, , high, body] = tree;
      const parts = factors(body);
      const growth = parts.find(([kind, , low, end, inner]) =>
        kind === "prod" && low[0] === "+" && isSame(end, high) && !occurs(index, inner) &&
        isSame(low.slice(1, 3), [["index", index], ["number", "1"]]));
      const found = growth && { growth, rest: parts.filter((part) => part !== growth) };
      carriedSums.set(tree, found ?? null);
    }
    return carriedSums.get(tree);
  };

  /** Return the value of a whole number in a range or index, as a BigInt. */
  const whole = (tree, env) => {
    const [kind, left, right] = tree;
    if (kind === "number" && !left.includes("/")) return BigInt(left);
    if (kind === "index") {
      if (!env.has(left)) throw new NoNumber();
      return env.get(left);
    }
    if (kind === "+") return whole(left, env) + whole(right, env);
    if (kind === "-") return whole(left, env) - whole(right, env);
    if (kind === "*") return whole(left, env) * whole(right, env);
    throw new Refusal("QueryError", "An end of a sum or an exponent that is no whole number.");
  };

  const ends = (tree, env) => {
    const [low, high] = [whole(tree[2], env), whole(tree[3], env)];
    if (high - low >= MAX_TERMS) throw limit(`A sum or product of more than ${MAX_TERMS} terms.`);
    return [low, high];
  };

  /** One question: its letters' values, and the work that it may still take. */
  class Question {
    /** @param {Map<string, {each: Map|null, all: object|null}>} reals */
    constructor(reals) {
      this.reals = reals;
      this.steps = 0;
    }

    /** Whether an expression may differ from one value of an index to the next. */
    varies(tree, index) {
      const [kind, name] = tree;
      if (kind === "index") return name === index;
      if (kind === "real") return !this.reals.get(name)?.all && occurs(index, tree[2]);
      return tree.some((part) => Array.isArray(part) && this.varies(part, index));
    }

    /** Return the values of an expression for an index from one end to another. */
    values(tree, index, low, high, env) {
      const count = high < low ? 0 : Number(high - low) + 1;
      if (count && !this.varies(tree, index)) {
        return new Array(count).fill(this.value(tree, new Map(env).set(index, low)));
      }
      const here = new Map(env);
      const at = (_, k) => this.value(tree, here.set(index, low + BigInt(k)));
      return Array.from({ length: count }, at);
    }

    /** Return the exact value of an expression. */
    value(tree, env) {
      this.steps += 1;
      if (this.steps > MAX_STEPS) throw limit(`More than ${MAX_STEPS} steps.`);
      const [kind, left, right, text] = tree;
      switch (kind) {
        case "number": return Decimals.rational(left, "number");
        case "index":
          if (!env.has(left)) throw new NoNumber();
          return fraction(env.get(left));
        case "real": return this.letter(left, right.map((place) => whole(place, env)));
        case "^": return raised(this.value(left, env), whole(right, env));
        case "+": return add(this.value(left, env), this.value(right, env));
        case "-": return subtract(this.value(left, env), this.value(right, env));
        case "*": return multiply(this.value(left, env), this.value(right, env));
        case "/": return quotient(this.value(left, env), this.value(right, env), text);
        case "sum": return this.sum(tree, env);
        case "prod": {
          const [low, high] = ends(tree, env);
          return Exact.product(this.values(tree[4], tree[1], low, high, env));
        }
        default:
          throw new Refusal("QueryError", `${tree[tree.length - 1]} in a bound.`,
            "An expression without norms.");
      }
    }

    sum(tree, env) {
      const [, index, , , body] = tree;
      const [low, high] = ends(tree, env);
      const split = carried(tree);
      if (!split) return Exact.sum(this.values(body, index, low, high, env));
      if (high < low) return ZERO;
      const [, inner, , , factor] = split.growth;
      const later = this.values(factor, inner, low + 1n, high, env);
      // What the first layer multiplies is nothing, so that any factor serves.
      const growing = [later[0] ?? ZERO, ...later];
      const parts = split.rest.map((part) => this.values(part, index, low, high, env));
      let [last, step] = [[], null];
      return Exact.accumulate(growing.map((grown, k) => {
        const here = [grown, ...parts.map((values) => values[k])];
        if (here.some((value, at) => value !== last[at])) {
          [last, step] = [here, [grown, here.slice(1).reduce(multiply, ONE)]];
        }
        return step;
      }));
    }

    letter(name, places) {
      const found = this.reals.get(name);
      if (!found || found.isFamily !== (places.length === 1)) throw new NoNumber();
      const value = found.all ?? found.each.get(places[0]);
      if (!value) throw new NoNumber();
      return value;
    }

    /** Return at which integers a family is used. */
    places(tree, name, env, found = new Set()) {
      this.steps += 1;
      if (this.steps > MAX_STEPS) throw limit(`More than ${MAX_STEPS} steps.`);
      const [kind] = tree;
      if (kind === "real") {
        if (tree[1] === name && tree[2].length === 1) found.add(whole(tree[2][0], env));
      } else if (kind === "sum" || kind === "prod") {
        const [low, high] = ends(tree, env);
        const split = kind === "sum" ? carried(tree) : null;
        const visit = (part, index, from) => {
          if (!occurs(name, part)) return;
          const here = new Map(env);
          for (let at = from; at <= high; at += 1n) this.places(part, name, here.set(index, at), found);
        };
        if (split) visit(split.growth[4], split.growth[1], low + 1n);
        for (const part of split ? split.rest : [tree[4]]) visit(part, tree[1], low);
      } else if ("+-*/^".includes(kind)) {
        this.places(tree[1], name, env, found);
        this.places(tree[2], name, env, found);
      }
      return found;
    }
  }

  const raised = (base, exponent) => {
    const bits = BigInt(bitLength(base.n) + bitLength(base.d));
    const isUnit = base.d === 1n && abs(base.n) <= 1n;
    if (!isUnit && bits * abs(exponent) > MAX_BITS) {
      throw new Refusal("QueryError",
        `A power with the exponent ${exponent}, of more than ${MAX_BITS} bits.`,
        "Fewer layers or smaller constants.");
    }
    if (!base.n && exponent < 0n) {
      throw new Refusal("QueryError", "A negative power of zero.",
        "Parameters for which the bound is defined.");
    }
    return power(base, exponent);
  };

  const quotient = (left, right, text) => {
    if (right.n) return divide(left, right);
    throw new Refusal("QueryError", `A division by zero in ${text}.`,
      "Parameters for which the bound is defined.", "Use the form of the bound for this case.");
  };

  /** The refusal of a question that gives no value for a parameter. */
  const missing = (program, name) => {
    const meaning = program.parameters.find((one) => one.name === name)?.meaning ?? "";
    const all = program.parameters.map((one) => one.name).join(", ");
    return new Refusal("QueryError", `No value for ${name}${meaning ? ` (${meaning}).` : "."}`,
      `The parameters ${all}.`, `Add ${name}=…`, name);
  };

  /** Return the values of the indices. */
  const indices = (program, full) => {
    const env = new Map();
    const asked = program.parameters.filter((one) => one.needed && one.kind === "index");
    const lengths = new Set([...full.values()].filter(Array.isArray).map((list) => list.length));
    for (const { name } of asked) {
      if (full.has(name)) env.set(name, Decimals.integer(full.get(name), name, 0n, MAX_LAYERS));
      else if (asked.length === 1 && lengths.size === 1) env.set(name, BigInt([...lengths][0]));
      else throw missing(program, name);
    }
    for (const name of program.silent) if (!env.has(name)) env.set(name, 1n);
    return env;
  };

  /** Return a family's numbers: one for all places, or one for each. */
  const members = (name, given, shown, places) => {
    if (!Array.isArray(given)) {
      return { isFamily: true, all: Decimals.rational(given, shown, true), each: null };
    }
    const values = given.map((text, k) => Decimals.rational(text, `${shown}[${k + 1}]`, true));
    const at = [...places()].sort((a, b) => (a < b ? -1 : 1));
    const last = at[at.length - 1];
    const each = new Map();
    if (values.length === at.length) at.forEach((place, k) => each.set(place, values[k]));
    else if (at.length && BigInt(values.length) === last && at[0] >= 1n) {
      at.forEach((place) => each.set(place, values[Number(place) - 1]));
    } else if (at.length) {
      const wanted = BigInt(at.length) === last ? `${at.length}` : `${at.length} or ${last}`;
      const taken = shown !== name;
      const [also, alone] = taken
        ? [`, which ${name} takes too.`, `; ${name} may be given by itself.`]
        : [".", "."];
      throw new Refusal("QueryError", `${values.length} values of ${shown}${also}`,
        `One, or ${wanted}, one a layer.`,
        `Give one number for all layers, or one for each${alone}`, shown);
    }
    return { isFamily: true, all: null, each };
  };

  const HOLDS = { "=": (sign) => sign === 0, "<=": (sign) => sign <= 0, "<": (sign) => sign < 0 };

  /** Check the conditions about numbers alone, as far as they have values. */
  const check = (program, question, env) => {
    for (const condition of program.conditions) {
      if (!condition.check) continue;
      const [op, left, right] = condition.check;
      let sign = 0;
      try {
        sign = compare(question.value(left, env), question.value(right, env));
      } catch (problem) {
        if (problem instanceof NoNumber || problem.kind === "QueryError") continue;
        throw problem;
      }
      if (!HOLDS[op](sign)) {
        throw new Refusal("QueryError",
          `Parameters that break the condition ${condition.text} of ${program.claim}.`,
          "Parameters that meet it.", "Ask for another form of the bound, or change them.");
      }
    }
  };

  /**
   * Return a bound at given parameters, exactly.
   * @param {object} program One of query_programs.
   * @param {Map<string, string|string[]>} given
   * @returns {{n: bigint, d: bigint}}
   */
  const value = (program, given) => {
    const needed = program.parameters.filter((one) => one.needed);
    const [full, shown] = [new Map(given), new Map()];
    for (const [name, other] of program.defaults) {
      if (needed.some((one) => one.name === name) && !full.has(name) && full.has(other)) {
        full.set(name, full.get(other));
        shown.set(name, other);
      }
    }
    const env = indices(program, full);
    const question = new Question(new Map());
    for (const { name, kind } of needed) {
      if (kind === "index") continue;
      if (!full.has(name)) throw missing(program, name);
      const called = shown.get(name) ?? name;
      question.reals.set(name, kind === "real"
        ? { isFamily: false, all: Decimals.rational(full.get(name), name, true) }
        : members(name, full.get(name), called, () => question.places(program.expression, name, env)));
    }
    check(program, question, env);
    try {
      return question.value(program.expression, env);
    } catch (problem) {
      if (!(problem instanceof NoNumber)) throw problem;
      throw new Refusal("QueryError", "A letter of the bound that has no value.");
    }
  };

  return Object.freeze({ missing, value });
})();
