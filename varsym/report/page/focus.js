/** One statement with what is around it, laid out anew. */
const Focus = (() => {
  const direction = Elements.byId("focus-dir");
  const depth = Elements.byId("focus-depth");
  const laying = Elements.byId("laying");
  let drawn = "";

  const controls = ({ focus, dir, depth: steps }) => {
    Elements.byId("focusing").classList.toggle("on", Boolean(focus));
    Elements.byId("focus-name").textContent = focus ? Paper.get(focus).name : "Whole paper";
    direction.value = dir;
    const text = steps === null ? "" : String(steps);
    if (![...depth.options].some((option) => option.value === text)) depth.append(new Option(text, text));
    depth.value = text;
  };

  const parsed = (text) => {
    const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    const made = root.localName === "svg" ? Copies.of(root) : null;
    if (!made) throw new Error("Graphviz drew nothing that can be shown");
    return made;
  };

  /**
   * Draw what a view has in focus.
   * @param {object} view
   * @param {(message: string) => void} tell What is told where it cannot be drawn.
   */
  const show = async (view, tell) => {
    controls(view);
    const wanted = view.focus ? JSON.stringify([view.focus, view.dir, view.depth]) : "";
    if (wanted === drawn) return;
    drawn = wanted;
    Layout.cancel();
    if (!view.focus) {
      laying.textContent = "";
      Graph.show(null);
      return;
    }
    const kept = Paper.around(view.focus, view.dir, view.depth);
    laying.textContent = "Laying out…";
    try {
      const svg = parsed(await Layout.lay(Paper.dot(kept)));
      if (wanted !== drawn) return;
      Graph.show(svg, view.focus);
      laying.textContent = `${kept.size} of ${Paper.order.length} in the graph`;
    } catch (error) {
      if (error instanceof Layout.Cancelled || wanted !== drawn) return;
      laying.textContent = "";
      Graph.show(null);
      const why = Elements.shown(error.message, 200).replace(/\.$/, "");
      tell(`The graph could not be laid out around ${Paper.get(view.focus).name}: ${why}. The whole paper is shown.`);
    }
  };

  const start = (onChange) => {
    direction.addEventListener("change", () => onChange({ dir: direction.value }));
    depth.addEventListener("change", () => onChange({ depth: depth.value === "" ? null : Number(depth.value) }));
    Elements.byId("focus-end").addEventListener("click", () => onChange({ focus: null }));
  };

  return Object.freeze({ start, show });
})();
