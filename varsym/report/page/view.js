/** What is shown, and the address that says so. */
const View = (() => {
  const DIRECTIONS = ["ancestors", "descendants", "both"];
  const NAMES = new Set(["id", "focus", "dir", "depth", "verdict", "proof", "section", "q"]);
  const LONGEST = 200;
  const MOST_PROBLEMS = 5;
  const EMPTY = Object.freeze({
    id: null, focus: null, dir: "ancestors", depth: null, verdict: [], proof: [], section: "", q: "",
    asked: null,
  });

  /** Return the values that the page offers for a part of the filter. */
  const offered = (name) =>
    name === "section"
      ? [...Elements.byId("section").options].map((option) => option.value)
      : [...document.querySelectorAll(`#filter input[name="${name}"]`)].map((box) => box.value);

  /**
   * Read an address.
   * @param {string} hash With or without its sign.
   * @returns {{view: object, problems: string[]}} What can be shown, and what cannot be.
   */
  const read = (hash) => {
    const given = new URLSearchParams(hash.replace(/^#/, ""));
    const problems = [];
    const view = { ...EMPTY };
    const refuse = (name, value, expected) =>
      problems.push(`The address has ${name}=${Elements.shown(value)}; expected: ${expected}.`);
    const seen = new Set();
    const asked = [];
    for (const [name, value] of given) {
      if (NAMES.has(name) && seen.has(name)) problems.push(`The address has ${name} twice; the last is shown.`);
      seen.add(name);
      if (Asked.isPart(name)) {
        asked.push([name, value]);
      } else if (!NAMES.has(name)) {
        problems.push(`The address has “${Elements.shown(name)}”, which says nothing to this page.`);
      } else if (name === "id" || name === "focus") {
        if (Paper.get(value)) view[name] = value;
        else refuse(name, value, `a statement of this paper, such as ${Paper.order[0] ?? "lem:1"}`);
      } else if (name === "dir") {
        if (DIRECTIONS.includes(value)) view.dir = value;
        else refuse(name, value, DIRECTIONS.join(", "));
      } else if (name === "depth") {
        if (/^[0-9]{1,4}$/.test(value)) view.depth = Number(value);
        else refuse(name, value, "a whole number");
      } else if (name === "q") {
        view.q = value.slice(0, LONGEST);
      } else if (name === "section") {
        if (offered(name).includes(value)) view.section = value;
        else refuse(name, value, offered(name).filter(Boolean).join(", "));
      } else {
        const known = offered(name);
        const wanted = value.split(",").filter(Boolean);
        view[name] = known.filter((one) => wanted.includes(one));
        for (const one of wanted) if (!known.includes(one)) refuse(name, one, known.join(", "));
      }
    }
    if (asked.length) view.asked = Asked.read(view.id, asked, problems);
    const more = problems.length - MOST_PROBLEMS;
    if (more > 0) problems.splice(MOST_PROBLEMS, more, `${more} more parts of it are none that this page knows.`);
    return { view: Object.freeze(view), problems };
  };

  /**
   * Return the address of a view, without what goes without saying.
   * @param {object} view
   */
  const address = (view) => {
    const parts = new URLSearchParams();
    if (view.id) parts.set("id", view.id);
    for (const [name, text] of Asked.parts(view.id, view.asked)) parts.append(name, text);
    if (view.focus) {
      parts.set("focus", view.focus);
      if (view.dir !== EMPTY.dir) parts.set("dir", view.dir);
      if (view.depth !== null) parts.set("depth", String(view.depth));
    }
    for (const name of ["verdict", "proof"]) if (view[name].length) parts.set(name, view[name].join(","));
    for (const name of ["section", "q"]) if (view[name]) parts.set(name, view[name]);
    return parts.toString().replace(/%(3A|2C|2F|40)/g, decodeURIComponent);
  };

  /**
   * Write an address into the browser's; where that is not allowed, nothing is lost but the link.
   * @param {object} view
   * @param {boolean} replace Whether "back" is to pass it over.
   */
  const write = (view, replace) => {
    const wanted = `#${address(view)}`;
    if (wanted === (location.hash || "#")) return;
    try {
      history[replace ? "replaceState" : "pushState"](null, "", wanted);
    } catch {
      if (!replace) location.hash = wanted;
    }
  };

  return Object.freeze({ EMPTY, read, address, write });
})();
