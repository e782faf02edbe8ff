/**
 * The form that asks a statement's bounds and constants for numbers, and shows the answers.
 *
 * @typedef {{question: string, values: Object<string, string>, digits: string}} Asked
 */
const Query = (() => {
  const PAUSE = 150; // milliseconds without a key before an answer, and more after a slow one
  const LONGEST_PAUSE = 1500;
  const LONG = 90; // signs of a number that are shown unfolded
  const READINGS = { sup: "sup norm", L_alpha: "L_α norm" };
  let mountedForms = 0;

  /**
   * Return an element with properties, and what it holds.
   * @param {string} name
   * @param {object} [properties] Attributes where the name has a dash or is role, else properties.
   * @param {...(Node|string)} inside
   */
  const made = (name, properties = {}, ...inside) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key.includes("-") || key === "role" || key === "for") element.setAttribute(key, value);
      else element[key] = value;
    }
    element.append(...inside);
    return element;
  };

  /** Return a formula, or its text where it is no MathML. */
  const formula = (program) => {
    const parsed = new DOMParser().parseFromString(program.mathml, "text/html");
    const math = parsed.querySelector("math");
    return math ? Copies.of(math) : made("code", {}, program.text);
  };

  /** Return a text whose scripts, as in K_1 and x_{j+1}, are below. */
  const scripted = (text) =>
    text.split(/(_\{[^{}]*\}|_[A-Za-z0-9]+)/).map((part, k) =>
      k % 2 ? made("sub", {}, part.replace(/^_\{?|\}$/g, "")) : part);

  /** Return a button that copies a text. */
  const copyButton = (text, what) => {
    const button = made("button", { type: "button", className: "copy" }, "Copy");
    button.setAttribute("aria-label", `Copy ${what}`);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not allowed";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    return button;
  };

  /** Return a number to read and copy; a long one is folded, and laid out when it is opened. */
  const shownNumber = (text, what) => {
    if (text.length <= LONG) return [made("code", {}, text), copyButton(text, what)];
    const count = text.length.toLocaleString("en");
    const summary = made("summary", {}, `${text.slice(0, 24)}…${text.slice(-12)} (${count} signs)`);
    const folded = made("details", {}, summary);
    folded.addEventListener("toggle", () => {
      if (folded.open && folded.children.length === 1) folded.append(made("code", {}, text));
    });
    return [folded, copyButton(text, what)];
  };

  const listed = (texts) =>
    made("ul", {}, ...texts.map((text) => made("li", {}, text)));

  const links = (ids) =>
    ids.flatMap((id, k) => [
      k ? ", " : "",
      made("a", { href: `#id=${encodeURIComponent(id).replaceAll("%3A", ":")}` }, id),
    ]);

  const row = (name, ...inside) => [made("dt", {}, name), made("dd", {}, ...inside)];

  /** Return the rows of an answer. */
  const answerRows = (program, { exact, decimal, refusal }, line) => {
    const name = program.kind === "bound" ? "at most" : program.name;
    const rows = row(name, ...shownNumber(exact, "the exact value"));
    if (refusal) rows.push(...row("decimal", refusal.message));
    else if (decimal !== exact) rows.push(...row("decimal", ...shownNumber(decimal, "the decimal")));
    rows.push(...row("command", made("code", {}, line), copyButton(line, "the command")));
    return rows;
  };

  /** Return the field of a parameter. */
  const field = (program, parameter, id) => {
    const { name, letter, meaning, kind, needed } = parameter;
    const other = program.defaults.find(([one]) => one === name)?.[1];
    const hint = {
      index: "a whole number",
      real: "exact, as 3/2 or 0.1",
      family: "one for all, or one a layer: 3/2,2,1",
    }[kind];
    const instead = program.defaults.find(([, one]) => one === name && !needed)?.[0];
    const input = made("input", {
      id, name, type: "text", autocomplete: "off", spellcheck: false, autocapitalize: "off",
      inputMode: kind === "index" ? "numeric" : "text",
      placeholder: other ? `as ${other}` : "",
      "aria-describedby": `${id}-hint`,
    });
    const label = made("label", { for: id }, made("b", {}, ...scripted(letter)),
      ...(letter === name ? [] : [" ", made("code", {}, name)]));
    const said = [meaning, instead ? `for ${instead} where that is not given` : "", hint];
    const told = made("span", { id: `${id}-hint`, className: "hint" },
      ...scripted(said.filter(Boolean).join("; ")));
    return { input, element: made("div", { className: "field-of" }, label, input, told) };
  };

  /** Return the name of a question that no other of its statement has. */
  const questionKey = ({ name, reading }) => `${name}@${reading}`;

  const questionName = ({ name, kind, reading }, programs) => {
    const several = programs.some((one) => one.reading !== reading);
    const what = kind === "constant" ? `${name}, a constant` : name;
    return several && kind === "bound" ? `${what}, ${READINGS[reading] ?? reading}` : what;
  };

  /**
   * Put the form for a statement into a container, if it can be asked for anything.
   * @param {HTMLElement} container
   * @param {string} statementId
   * @param {Object<string, object[]>} programs By statement, as query_programs gives them.
   * @param {(asked: Asked) => void} [onChange] Called with what is asked, after every answer.
   * @returns {{asked: () => Asked, ask: (asked: Asked) => void}|null} What is asked, and a way to
   *   ask something else; null, if there is nothing to be asked.
   */
  const mountQuery = (container, statementId, programs, onChange = null) => {
    const known = Object.hasOwn(programs, statementId) ? programs[statementId] : [];
    if (!known.length) return null;
    mountedForms += 1;
    const prefix = `ask-${mountedForms}`;
    const kept = new Map(); // what was typed, for the other questions too
    let program = known[0];
    let fields = [];
    let [waiting, pause] = [0, PAUSE];

    const choice = made("select", { id: `${prefix}-question` },
      ...known.map((one, k) => made("option", { value: String(k) }, questionName(one, known))));
    const digits = made("input", { id: `${prefix}-digits`, name: "digits", type: "text",
      inputMode: "numeric", autocomplete: "off", placeholder: Answers.DIGITS });
    const head = made("div", { className: "displayed" });
    const inputs = made("div", { className: "fields" });
    const status = made("div", { role: "status", className: "answer" });
    const error = made("p", { role: "alert", id: `${prefix}-error`, className: "refusal" });
    const rests = made("div", { className: "rests" });

    const texts = () =>
      new Map(fields.filter((input) => input.value !== "").map((input) => [input.name, input.value]));

    /** Show a refusal, and which field it is about. */
    const refuse = (problem) => {
      for (const input of [...fields, digits]) {
        const meant = Boolean(problem) && problem.field === input.name;
        if (meant) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
        input.setAttribute("aria-describedby", `${input.id}-hint${meant ? ` ${error.id}` : ""}`);
      }
      error.textContent = problem ? problem.message : "";
    };

    /** Answer; a question that is not complete is only refused when it is sent. */
    const ask = (isSent) => {
      clearTimeout(waiting);
      const begun = performance.now();
      const given = texts();
      const count = digits.value.trim() || Answers.DIGITS;
      try {
        const line = Answers.command(program, given, count);
        const found = Answers.answer(program, given, count);
        refuse(null);
        status.replaceChildren(made("dl", {}, ...answerRows(program, found, line)));
      } catch (problem) {
        if (!(problem instanceof Exact.Refusal)) throw problem;
        const isOpen = !isSent && problem.given?.startsWith("No value for ");
        refuse(isOpen ? null : problem);
        const line = Answers.command(program, given, count);
        status.replaceChildren(...(problem.kind === "PageLimit"
          ? [made("dl", {}, ...row("command", made("code", {}, line), copyButton(line, "the command")))]
          : isOpen && given.size ? [made("p", { className: "hint" }, problem.given)] : []));
      }
      pause = Math.min(LONGEST_PAUSE, PAUSE + 2 * (performance.now() - begun));
      onChange?.(asked());
    };

    const asked = () => ({
      question: questionKey(program),
      values: Object.fromEntries(texts()),
      digits: digits.value.trim(),
    });

    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => ask(false), pause);
    };

    /** Show the fields of the question that was chosen. */
    const choose = () => {
      for (const input of fields) kept.set(input.name, input.value);
      program = known[Number(choice.value)];
      const found = program.parameters.map((one, k) => field(program, one, `${prefix}-${k}`));
      fields = found.map(({ input }) => input);
      for (const input of fields) input.value = kept.get(input.name) ?? "";
      inputs.replaceChildren(...found.map(({ element }) => element));
      head.replaceChildren(formula(program));
      const uses = program.statements.length > 1
        ? [made("p", {}, "It uses ", ...links(program.statements.slice(1)), ".")] : [];
      const note = program.note ? [made("p", {}, `${program.note}.`)] : [];
      const count = program.conditions.length;
      const summary = made("summary", {}, `It rests on ${count} condition${count === 1 ? "" : "s"}`);
      const conditions = listed(program.conditions.map(({ text }) => text));
      rests.replaceChildren(...note, ...uses,
        ...(count ? [made("details", {}, summary, conditions)] : []));
      ask(false);
    };

    const title = made("h3", { id: `${prefix}-title` }, "Ask for a number");
    const named = { "aria-labelledby": title.id };
    const form = made("form", { className: "ask", noValidate: true, ...named }, title);
    if (known.length > 1) {
      form.append(made("div", { className: "field-of" },
        made("label", { for: choice.id }, "Question"), choice));
    }
    form.append(head, inputs,
      made("div", { className: "field-of digits" }, made("label", { for: digits.id }, "Digits"), digits,
        made("button", { type: "submit" }, "Answer"),
        made("span", { id: `${digits.id}-hint`, className: "hint" }, "significant, all certain")),
      error, status, rests);
    form.addEventListener("input", (event) => {
      if (event.target !== choice) later();
    });
    choice.addEventListener("change", choose);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(true);
    });
    container.replaceChildren(form);
    choose();

    /** Ask something else, as an address has it. */
    const askFor = ({ question, values, digits: count }) => {
      const at = known.findIndex((one) => questionKey(one) === question);
      choice.value = String(Math.max(at, 0));
      kept.clear();
      fields = [];
      for (const [name, text] of Object.entries(values)) kept.set(name, text);
      digits.value = count;
      choose();
    };
    return Object.freeze({ asked, ask: askFor });
  };

  return Object.freeze({ mountQuery, questionKey });
})();
