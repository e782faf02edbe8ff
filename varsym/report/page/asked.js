/** What the form of a statement asks, as the address has it: `ask=bound@sup&at.K=3/2&digits=50`. */
const Asked = (() => {
  const VALUE = "at.";
  const LONGEST = 4000; // signs that an address has room for
  const NOTHING = Object.freeze({ question: "", values: Object.freeze({}), digits: "" });

  const programsOf = (id) => (id && Object.hasOwn(Paper.programs, id) ? Paper.programs[id] : []);
  const keysOf = (id) => programsOf(id).map(Query.questionKey);

  /** Whether a part of an address is about a question. */
  const isPart = (name) => name === "ask" || name === "digits" || name.startsWith(VALUE);

  /**
   * Read what an address asks.
   * @param {string|null} id The statement that it opens.
   * @param {[string, string][]} given
   * @param {string[]} problems Takes what cannot be asked.
   * @returns {Asked|null}
   */
  const read = (id, given, problems) => {
    const keys = keysOf(id);
    if (!keys.length) {
      problems.push("The address asks for a number, but opens no statement that says one.");
      return null;
    }
    const parts = new Map(given);
    const question = parts.get("ask") ?? keys[0];
    if (!keys.includes(question)) {
      problems.push(`The address has ask=${Elements.shown(question)}; expected: ${keys.join(", ")}.`);
      return null;
    }
    const known = programsOf(id)[keys.indexOf(question)].parameters.map(({ name }) => name);
    const values = [];
    for (const [part, text] of parts) {
      if (!part.startsWith(VALUE)) continue;
      const name = part.slice(VALUE.length);
      if (known.includes(name)) values.push([name, text]);
      else problems.push(`The address has a value for “${Elements.shown(name)}”; expected: ${known.join(", ")}.`);
    }
    return { question, values: Object.fromEntries(values), digits: parts.get("digits") ?? "" };
  };

  /**
   * Return the parts of an address that ask this, without what goes without saying.
   * @param {string|null} id
   * @param {Asked|null} asked
   * @returns {[string, string][]} None too where that would be too long for an address.
   */
  const parts = (id, asked) => {
    if (!asked) return [];
    const found = Object.entries(asked.values).map(([name, text]) => [`${VALUE}${name}`, text]);
    if (asked.digits) found.push(["digits", asked.digits]);
    if (asked.question && asked.question !== keysOf(id)[0]) found.unshift(["ask", asked.question]);
    return found.reduce((sum, [, text]) => sum + text.length, 0) > LONGEST ? [] : found;
  };

  const told = (id, asked) => {
    const { question, values, digits } = asked ?? NOTHING;
    return JSON.stringify([question || keysOf(id)[0], Object.entries(values).sort(), digits]);
  };

  /** Whether two questions about a statement are the same. */
  const isSame = (id, one, other) => told(id, one) === told(id, other);

  return Object.freeze({ NOTHING, isPart, read, parts, isSame });
})();
