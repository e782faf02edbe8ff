/** The nodes and arrows of the drawing that is shown: their names, which is current, which is dim. */
const Graph = (() => {
  const frame = Elements.byId("drawing");
  let nodes = new Map();
  let arrows = [];
  let current = null;
  let open = null;
  let matches = null;
  const whole = frame.querySelector("svg");

  const isShown = (id) => nodes.has(id) && (!matches || matches.has(id));

  const has = (group, name) => group.classList.contains(name);

  const take = (svg) => {
    nodes = new Map();
    arrows = [];
    svg.setAttribute("role", "presentation");
    for (const group of svg.querySelectorAll("g.node, g.edge")) {
      if (group.classList.contains("edge")) {
        const [from, to] = group.id.split(">");
        arrows.push({ group, from, to, dim: has(group, "dim"), near: has(group, "near") });
        group.setAttribute("aria-hidden", "true");
        continue;
      }
      const link = group.querySelector("a");
      link.setAttribute("tabindex", "-1");
      link.setAttribute("role", "link");
      link.setAttribute("aria-label", Paper.get(group.id)?.label ?? group.id);
      nodes.set(group.id, {
        group, link, place: Lettering.placeOf(link), lettered: has(group, "lettered"),
        dim: has(group, "dim"), near: has(group, "read"),
      });
    }
  };

  const setWords = (node) => {
    if (!node.lettered) Lettering.set(node.group, node.link, node.place);
    node.lettered = true;
  };

  /** Show all the words of those nodes alone that can be read, as words are what costs time. */
  const letter = ({ left, top, right, bottom, isFar, isRemote }) => {
    for (const node of nodes.values()) {
      const { x, y, width, height } = node.place;
      const isInSight = x + width > left && x - width < right && y + height > top && y - height < bottom;
      if (isInSight && !isRemote) setWords(node);
      const near = isInSight && !isFar;
      if (near !== node.near) node.group.classList.toggle("read", near);
      node.near = near;
    }
  };

  const setCurrent = (id) => {
    nodes.get(current)?.link.setAttribute("tabindex", "-1");
    current = nodes.has(id) ? id : (Paper.order.find((one) => nodes.has(one)) ?? null);
    nodes.get(current)?.link.setAttribute("tabindex", "0");
  };

  const paint = () => {
    for (const [id, node] of nodes) {
      const dim = matches !== null && !matches.has(id);
      if (dim !== node.dim) node.group.classList.toggle("dim", dim);
      node.dim = dim;
    }
    for (const arrow of arrows) {
      const dim = matches !== null && !(matches.has(arrow.from) && matches.has(arrow.to));
      const near = arrow.from === open || arrow.to === open;
      if (dim !== arrow.dim) arrow.group.classList.toggle("dim", dim);
      if (near !== arrow.near) arrow.group.classList.toggle("near", near);
      Object.assign(arrow, { dim, near });
    }
  };

  const markOpen = (on) => {
    const node = nodes.get(open);
    node?.group.classList.toggle("open", on);
    if (on) node?.link.setAttribute("aria-current", "true");
    else node?.link.removeAttribute("aria-current");
  };

  /** Show a drawing around one statement, or the whole paper's if none is given. */
  const show = (svg, middle = null) => {
    const drawn = svg ?? whole;
    const hadKeys = frame.contains(document.activeElement);
    if (!drawn.isConnected || svg) {
      markOpen(false);
      Viewport.show(drawn);
      take(drawn);
    }
    nodes.get(middle)?.group.classList.add("middle");
    setCurrent(nodes.has(current) ? current : middle);
    markOpen(true);
    paint();
    if (hadKeys && !frame.contains(document.activeElement)) focus();
  };

  /** Mark what is open, and bring it into sight. */
  const setOpen = (id) => {
    if (id === open) return;
    markOpen(false);
    open = id;
    markOpen(true);
    paint();
    const node = nodes.get(id);
    if (!node) return;
    setCurrent(id);
    Viewport.approach(node.group);
  };

  /** Dim what a filter does not let through; nothing, if it is null. */
  const setMatches = (found) => {
    matches = found;
    paint();
  };

  /** Put the keyboard on a node. */
  const focus = (id = current) => {
    const node = nodes.get(id);
    if (!node) return false;
    setCurrent(id);
    node.link.focus({ preventScroll: true });
    Viewport.reveal(node.group);
    return true;
  };

  const onward = (key) => {
    const from = Paper.get(current);
    switch (key) {
      case "ArrowUp":
        return from.dependsOn.find(isShown);
      case "ArrowDown":
        return from.above.find(isShown);
      case "ArrowLeft":
        return Paper.beside(current, -1, isShown);
      case "ArrowRight":
        return Paper.beside(current, 1, isShown);
      case "Home":
        return Paper.order.find(isShown);
      case "End":
        return Paper.order.findLast(isShown);
      default:
        return undefined;
    }
  };

  const MOVES = { ArrowUp: [0, 80], ArrowDown: [0, -80], ArrowLeft: [80, 0], ArrowRight: [-80, 0] };

  const start = () => {
    Lettering.fit(frame);
    take(whole);
    setCurrent(null);
    Viewport.watch(letter);
    addEventListener("beforeprint", () => nodes.forEach(setWords));
    frame.addEventListener("focusin", ({ target }) => {
      const id = target.closest?.("g.node")?.id;
      if (id && id !== current) setCurrent(id);
    });
    frame.addEventListener("focus", () => focus(isShown(current) ? current : Paper.order.find(isShown)));
    frame.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !current) return;
      const move = MOVES[event.key];
      if (event.shiftKey && move) Viewport.pan(...move);
      else {
        const next = event.shiftKey ? undefined : onward(event.key);
        if (!move && next === undefined) return;
        if (next !== undefined) focus(next);
      }
      event.preventDefault();
    });
  };

  return Object.freeze({
    start, show, setOpen, setMatches, focus,
    get current() { return current; },
  });
})();
