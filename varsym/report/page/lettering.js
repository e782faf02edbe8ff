/** The words in a node, which Graphviz places for a font that this machine may not have. */
const Lettering = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const SAMPLE = "Single Attention Layer";
  const SAMPLE_WIDTH = 9.783; // in Helvetica, whose widths Graphviz counts with, for a size of 1
  const LARGEST = 26;

  /** Return the middle of a node, and its width and height. */
  const placeOf = (link) => {
    const shape = link.querySelector("ellipse, polygon");
    const number = (name) => Number(shape.getAttribute(name));
    if (shape.localName === "ellipse") {
      return { x: number("cx"), y: number("cy"), width: 1.6 * number("rx"), height: 1.6 * number("ry") };
    }
    const points = shape.getAttribute("points").trim().split(/\s+/).map((pair) => pair.split(",").map(Number));
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
  };

  const made = (name, attributes) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    return element;
  };

  /** Put the lines of a node into a group, each centred. */
  const centred = (link, x) => {
    const words = made("g", { class: "words" });
    let line = null;
    for (const text of link.querySelectorAll("text")) {
      if (line && line.getAttribute("y") === text.getAttribute("y")) {
        const part = made("tspan", text.hasAttribute("fill") ? { fill: text.getAttribute("fill") } : {});
        part.textContent = ` ${text.textContent.trim()}`;
        line.append(part);
        text.remove();
        continue;
      }
      line = text;
      line.setAttribute("x", String(x));
      line.setAttribute("text-anchor", "middle");
      words.append(line);
    }
    return words;
  };

  /**
   * Centre the lines of a node, and add the few words that are shown from far away.
   * @param {SVGGElement} group
   * @param {SVGAElement} link
   * @param {{x: number, y: number, width: number}} place
   */
  const set = (group, link, { x, y, width }) => {
    group.classList.add("lettered");
    const size = Math.min(LARGEST, (1.55 * width) / group.id.length);
    const brief = made("text", { class: "brief", "text-anchor": "middle" });
    brief.style.fontSize = `calc(${size.toFixed(1)}px * var(--narrow, 1))`;
    const mark = Paper.get(group.id)?.mark ?? "";
    for (const [words, up] of [[group.id, -0.12], [mark, 0.88]]) {
      const part = made("tspan", { x, y: y + up * size });
      part.textContent = words;
      brief.append(part);
    }
    link.append(centred(link, x), brief);
  };

  /** Set words smaller where this machine's font is wider than the one that was counted with. */
  const fit = (frame) => {
    const brush = document.createElement("canvas").getContext("2d");
    brush.font = `100px ${getComputedStyle(frame).getPropertyValue("--drawn")}`;
    const width = brush.measureText(SAMPLE).width / 100;
    frame.style.setProperty("--narrow", String(Math.min(1, SAMPLE_WIDTH / width)));
  };

  return Object.freeze({ placeOf, set, fit });
})();
