/** The panel with the findings on the statement that is open. */
const Panel = (() => {
  const panel = Elements.byId("panel");
  const holder = Elements.byId("articles");
  // To a page whose program runs, what stands in <noscript> is text: 2,000 findings cost nothing
  // until one is opened, and a page without its program shows them all the same.
  const texts = new Map([...holder.querySelectorAll("noscript")].map((one) => [one.dataset.id, one]));
  const articles = new Map();
  const forms = new Map();
  const behind = document.querySelectorAll(".skips, .head, #statements, .graph");
  const narrow = matchMedia("(max-width: 760px)");
  let open = null;
  let opener = null;
  let onAsked = () => {};

  /** Whether the panel hides all the rest, which then cannot be reached. */
  const covers = () => Boolean(open) && narrow.matches;

  const cover = () => {
    for (const part of behind) part.inert = covers();
  };

  /** Return what the form of a statement asks, if it was used. */
  const askedOf = (id) => forms.get(id)?.asked() ?? null;

  const ask = (asked) => {
    const form = forms.get(open);
    if (form && !Asked.isSame(open, asked, form.asked())) form.ask(asked ?? Asked.NOTHING);
  };

  const made = (id) => {
    const parsed = new DOMParser().parseFromString(texts.get(id).textContent, "text/html");
    const article = Copies.of(parsed.querySelector("article"));
    article.removeAttribute("id"); // a browser would scroll to it
    holder.append(article);
    articles.set(id, article);
    const slot = article.querySelector("[data-query]");
    const form = slot && Query.mountQuery(slot, id, Paper.programs, (asked) => {
      if (id === open && forms.has(id)) onAsked(asked); // not while it is being made
    });
    if (form) forms.set(id, form);
    return article;
  };

  /** Let what is wider than the panel be scrolled, by keys too. */
  const reachable = (article) => {
    for (const formula of article.querySelectorAll(":is(p, li) > math")) {
      if (formula.getBoundingClientRect().width < article.clientWidth - 40) continue;
      const box = document.createElement("span");
      box.className = "scroll";
      formula.replaceWith(box);
      box.append(formula);
    }
    for (const wide of article.querySelectorAll(".scroll, .displayed, pre")) {
      if (wide.scrollWidth > wide.clientWidth && !wide.hasAttribute("tabindex")) {
        wide.tabIndex = 0;
        wide.setAttribute("role", "group");
        wide.setAttribute("aria-label", wide.querySelector("table")?.getAttribute("aria-label") ?? "Formula");
      }
    }
  };

  /**
   * Show a statement, or none.
   * @param {string|null} id
   * @param {Asked|null} asked What its form asks.
   */
  const show = (id, asked) => {
    if (id === open) {
      ask(asked);
      return;
    }
    if (open) articles.get(open).hidden = true;
    const inside = panel.contains(document.activeElement);
    open = id;
    document.body.classList.toggle("opened", Boolean(id));
    cover();
    if (!id) {
      if (inside) goBack();
      return;
    }
    const article = articles.get(id) ?? made(id);
    article.hidden = false;
    panel.scrollTop = 0;
    ask(asked);
    reachable(article);
    Elements.byId("previous").disabled = !Paper.beside(id, -1);
    Elements.byId("next").disabled = !Paper.beside(id, 1);
  };

  const goBack = () => {
    const wanted = opener?.isConnected && opener.getClientRects().length ? opener : null;
    opener = null;
    if (wanted) wanted.focus({ preventScroll: true });
    else if (!Graph.focus()) Elements.byId("statements").focus();
  };

  /** Put the keyboard on the statement that is open, and remember where it was. */
  const enter = (from) => {
    if (from && !panel.contains(from)) opener = from;
    articles.get(open)?.querySelector("h2").focus({ preventScroll: true });
  };

  /** Say whether the graph is laid out around what is open. */
  const setFocused = (focus) =>
    Elements.byId("focus-here").setAttribute("aria-pressed", String(open !== null && focus === open));

  const start = ({ onOpen, onClose, onFocus, onChange }) => {
    onAsked = onChange;
    narrow.addEventListener("change", cover);
    panel.querySelector(".panel-bar").hidden = false;
    Elements.byId("close").addEventListener("click", onClose);
    Elements.byId("focus-here").addEventListener("click", () => onFocus(open));
    for (const [name, step] of [["previous", -1], ["next", 1]]) {
      Elements.byId(name).addEventListener("click", () => onOpen(Paper.beside(open, step)));
    }
  };

  return Object.freeze({ start, show, setFocused, enter, covers, askedOf });
})();
