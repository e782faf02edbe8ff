/** The page put together: one view, shown by all its parts. */
(() => {
  const told = Elements.byId("told");
  let view = View.EMPTY;

  const tell = (problems) => {
    told.replaceChildren(...problems.map((problem) => {
      const line = document.createElement("p");
      line.textContent = problem;
      return line;
    }));
    told.classList.toggle("said", problems.length > 0);
    if (!problems.length) return;
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Dismiss";
    close.addEventListener("click", () => tell([]));
    told.append(close);
  };

  const show = (next) => {
    const before = view;
    view = next;
    Filter.show(view);
    Panel.show(view.id, view.asked);
    if (before.id !== view.id) Filter.setOpen(view.id);
    Panel.setFocused(view.focus);
    Focus.show(view, (problem) => tell([problem]));
    Graph.setOpen(view.id);
    document.title = titled(view);
  };

  const name = document.title;
  const titled = ({ id }) => (id ? `${Paper.get(id).name} · ${name}` : name);

  const go = (change, replace = false) => {
    const next = { ...view, ...change };
    next.asked = Panel.askedOf(next.id);
    View.write(next, replace);
    show(Object.freeze(next));
  };

  /** Keep what is asked in the address; it is shown already. */
  const keepAsked = (asked) => {
    view = Object.freeze({ ...view, asked });
    View.write(view, true);
  };

  const open = (id) => {
    const from = document.activeElement;
    go({ id });
    Panel.enter(from);
  };

  const readAddress = (hash) => {
    const { view: found, problems } = View.read(hash);
    tell(problems);
    show(found);
  };

  const toggleFocus = (id = view.id ?? Graph.current) => {
    if (!id) return;
    const focus = view.focus === id ? null : id;
    go(Panel.covers() ? { focus, id: null } : { focus });
  };

  const search = () => {
    const field = Elements.byId("search");
    if (!field.getClientRects().length) go({ id: null }); // a narrow window has no room for both
    field.focus();
  };

  const onLink = (event) => {
    const link = event.target.closest?.("a");
    const address = link?.getAttribute("href") ?? link?.getAttributeNS("http://www.w3.org/1999/xlink", "href");
    if (!address?.startsWith("#") || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const id = address.startsWith("#id=") ? address.slice(4) : "";
    if (Paper.get(id)) open(id);
    else if (link.closest(".skips")) Elements.byId(address.slice(1)).focus();
  };

  const onEscape = (event) => {
    if (view.id && !event.target.closest?.("#filter")) {
      event.preventDefault();
      go({ id: null });
    } else if (event.target.id === "search" && view.q) {
      event.preventDefault();
      event.target.value = "";
      go({ q: "" }, true);
    } else if (view.id) go({ id: null });
  };

  for (const part of document.querySelectorAll(".tools, .bar")) part.hidden = false;
  if (matchMedia("(max-width: 760px), (max-height: 760px)").matches) document.querySelector(".legend").open = false;
  Theme.start();
  document.documentElement.classList.add("live");
  Viewport.start();
  Graph.start();
  Filter.start(go);
  Panel.start({ onOpen: open, onClose: () => go({ id: null }), onFocus: toggleFocus, onChange: keepAsked });
  Focus.start(go);
  Keys.start({
    onSearch: search,
    onFocus: () => toggleFocus(document.activeElement?.closest?.("g.node") ? Graph.current : undefined),
    onEscape,
  });
  document.addEventListener("click", onLink);
  addEventListener("hashchange", () => readAddress(location.hash));
  readAddress(location.hash.length > 1 ? location.hash : Paper.firstView);
  if (location.hash.length <= 1) View.write(view, true); // for "back" to find it
  document.documentElement.dataset.ready = "";
})();
