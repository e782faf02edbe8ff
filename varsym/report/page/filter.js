/** Search and filter: what of the paper is shown in the list and not dimmed in the graph. */
const Filter = (() => {
  const form = Elements.byId("filter");
  const search = Elements.byId("search");
  const section = Elements.byId("section");
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const rows = new Map([...document.querySelectorAll("#statements li")].map((row) => [row.dataset.id, row]));
  const groups = [...document.querySelectorAll(".group")];
  const folded = (text) => text.replace(/\p{Cf}/gu, "").normalize("NFKC").toLowerCase();
  const narrow = matchMedia("(max-width: 760px)");
  let words = null;
  let hidden = new Set();

  const wordsOf = (id) => {
    words ??= new Map(Paper.order.map((one) => [one, folded(Paper.get(one).words)]));
    return words.get(id);
  };

  /**
   * Return the ids that a view lets through, or null if that is all.
   * @param {object} view
   * @returns {Set<string>|null}
   */
  const matches = ({ verdict, proof, section: wanted, q }) => {
    const sought = folded(q).split(/\s+/).filter(Boolean);
    if (!verdict.length && !proof.length && !wanted && !sought.length) return null;
    return new Set(Paper.order.filter((id) => {
      const one = Paper.get(id);
      return (!verdict.length || verdict.includes(one.verdict)) &&
        (!proof.length || proof.includes(one.proof)) &&
        (!wanted || one.section === wanted) &&
        sought.every((word) => wordsOf(id).includes(word));
    }));
  };

  const told = (found) => {
    const all = Paper.order.length;
    if (!found) return `${all} ${all === 1 ? "statement" : "statements"}`;
    return `${found.size} of ${all} statements`;
  };

  /** Show what a view lets through. */
  const show = (view) => {
    const found = matches(view);
    const out = new Set();
    for (const [id, row] of rows) {
      const gone = found !== null && !found.has(id);
      if (gone) out.add(id);
      if (gone !== hidden.has(id)) row.hidden = gone;
    }
    if (out.size || hidden.size) {
      for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    }
    hidden = out;
    Graph.setMatches(found);
    for (const box of boxes) box.checked = view[box.name].includes(box.value);
    if (search.value !== view.q) search.value = view.q;
    section.value = view.section;
    const line = told(found);
    const count = Elements.byId("count");
    if (count.textContent !== line) count.textContent = line;
    Elements.byId("clear").hidden = found === null;
  };

  /** Mark the row of what is open. */
  const setOpen = (id) => {
    for (const link of form.parentNode.querySelectorAll("li a[aria-current]")) link.removeAttribute("aria-current");
    const link = rows.get(id)?.querySelector("a");
    link?.setAttribute("aria-current", "true");
    if (!narrow.matches) link?.scrollIntoView({ block: "nearest" }); // else the page would scroll
  };

  const checked = (name) => boxes.filter((box) => box.name === name && box.checked).map((box) => box.value);

  /** Listen, and tell what is asked for. */
  const start = (onChange) => {
    form.hidden = false;
    if (narrow.matches) Elements.byId("filters").open = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    search.addEventListener("input", () => onChange({ q: search.value }, true));
    form.addEventListener("change", ({ target }) => {
      if (target === search) return;
      onChange({ verdict: checked("verdict"), proof: checked("proof"), section: section.value }, false);
    });
    Elements.byId("clear").addEventListener("click", () => {
      search.value = "";
      onChange({ verdict: [], proof: [], section: "", q: "" }, false);
      search.focus();
    });
  };

  return Object.freeze({ start, show, setOpen });
})();
