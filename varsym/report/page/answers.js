/** Questions as they are typed, their answers as texts, and the same question for a terminal. */
const Answers = (() => {
  const DIGITS = "20"; // as varsym bound has them where none are asked for
  const MAX_FIELD = 200_000;
  const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

  /** Write a word as a shell reads it. */
  const quoted = (word) =>
    PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

  /**
   * Return the command line that asks the same of varsym.
   * @param {object} program
   * @param {Map<string, string>} texts
   * @param {string} digits
   */
  const command = (program, texts, digits) => {
    const given = [...texts].map(([name, text]) => `${name}=${text}`);
    const more = digits === DIGITS ? [] : ["--digits", digits];
    return [...program.command, ...given, ...more].map(quoted).join(" ");
  };

  /** Read a field as the command line does: commas make a list. */
  const fieldValue = (name, text) => {
    if (text.length > MAX_FIELD) {
      throw Exact.limit(`A text of more than ${MAX_FIELD} signs for ${name}.`);
    }
    return text.includes(",") ? text.split(",") : text;
  };

  /**
   * Answer a question.
   * @param {object} program One of query_programs.
   * @param {Map<string, string>} texts What is in the fields; those left empty are not in it.
   * @param {string} digits
   * @returns {{exact: string, decimal: string, refusal: Exact.Refusal|null}} `refusal` says why
   *   there is no decimal.
   * @throws {Exact.Refusal} As varsym refuses it, or because it is too much for a page.
   */
  const answer = (program, texts, digits) => {
    const given = new Map([...texts].map(([name, text]) => [name, fieldValue(name, text)]));
    const count = Decimals.digitsAsked(digits);
    const found = evaluated(program, given);
    const exact = Constants.text(found);
    try {
      return { exact, decimal: Constants.decimal(found, count), refusal: null };
    } catch (problem) {
      if (!(problem instanceof Exact.Refusal)) throw problem;
      return { exact, decimal: "", refusal: problem };
    }
  };

  const evaluated = (program, given) => {
    try {
      return (program.kind === "bound" ? Bounds : Constants).value(program, given);
    } catch (problem) {
      if (problem instanceof RangeError) throw Exact.limit("A number too long for this browser.");
      throw problem;
    }
  };

  return Object.freeze({ DIGITS, answer, command });
})();
