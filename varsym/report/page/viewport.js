/** The window on the drawing: zoomed and moved by wheel, fingers, buttons and keys. */
const Viewport = (() => {
  const frame = Elements.byId("drawing");
  const LEAST = 0.01;
  const MOST = 8;
  const FAR = 0.55; // below it, a node shows few words
  const NEAR = 0.85;
  const REMOTE = 0.1; // below it, none: nobody could read them, and words are what costs time
  const [WIDE, HIGH] = [1500, 800]; // from there on, paper has no room for all words
  const SLACK = 4; // pixels that a pointer may stray in a click
  let svg = null;
  let size = { width: 1, height: 1 };
  let place = { x: 0, y: 0, scale: 1 };
  let fitted = true;
  let dragged = false;
  let watcher = () => {};
  const pointers = new Map();

  const paint = Elements.oncePerFrame(() => {
    const isRemote = place.scale < REMOTE;
    svg.classList.toggle("remote", isRemote);
    svg.style.transform = `translate(${place.x}px, ${place.y}px) scale(${place.scale})`;
    const { width, height } = frame.getBoundingClientRect();
    const shift = shifted();
    const [left, top] = [-place.x / place.scale - shift.e, -place.y / place.scale - shift.f];
    watcher({
      left, top, right: left + width / place.scale, bottom: top + height / place.scale,
      isFar: place.scale < FAR, isRemote,
    });
  });

  /** Call a function with what part of the drawing is in sight, whenever that changes. */
  const watch = (call) => {
    watcher = call;
    paint();
  };

  const shifted = () => svg.querySelector("g").transform.baseVal.consolidate()?.matrix ?? { e: 0, f: 0 };

  /** Show the whole drawing, as large as it may be. */
  const fit = () => {
    const box = frame.getBoundingClientRect();
    const gap = 16;
    const scale = Math.min((box.width - gap) / size.width, (box.height - gap) / size.height, 1.2);
    if (!(scale > 0)) return;
    place = { scale, x: (box.width - size.width * scale) / 2, y: (box.height - size.height * scale) / 2 };
    fitted = true;
    paint();
  };

  const zoomAt = (factor, x, y) => {
    const scale = Math.min(Math.max(place.scale * factor, LEAST), MOST);
    const ratio = scale / place.scale;
    place = { scale, x: x - (x - place.x) * ratio, y: y - (y - place.y) * ratio };
    fitted = false;
    paint();
  };

  /** Zoom about the middle. */
  const zoom = (factor) => {
    const box = frame.getBoundingClientRect();
    zoomAt(factor, box.width / 2, box.height / 2);
  };

  /** Move the drawing by some pixels. */
  const pan = (dx, dy) => {
    place = { ...place, x: place.x + dx, y: place.y + dy };
    fitted = false;
    paint();
  };

  /** Return where an element of the drawing is in the window, whether or not that is painted. */
  const boxOf = (element) => {
    const { x, y, width, height } = element.getBBox();
    const { e, f } = shifted();
    const [left, top] = [place.x + (x + e) * place.scale, place.y + (y + f) * place.scale];
    return { left, top, right: left + width * place.scale, bottom: top + height * place.scale };
  };

  /**
   * Move the drawing so that an element of it is in sight.
   * @param {SVGGraphicsElement} element
   */
  const reveal = (element) => {
    const { width, height } = frame.getBoundingClientRect();
    const box = boxOf(element);
    const gap = 24;
    const over = (low, high, end) => (low < gap ? gap - low : high > end - gap ? end - gap - high : 0);
    const [dx, dy] = [over(box.left, box.right, width), over(box.top, box.bottom, height)];
    if (dx || dy) pan(dx, dy);
  };

  /** Bring an element to the middle, and near enough to be read. */
  const approach = (element) => {
    if (place.scale >= FAR) {
      reveal(element);
      return;
    }
    const { width, height } = frame.getBoundingClientRect();
    const box = boxOf(element);
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    pan(width / 2 - x, height / 2 - y);
    zoom(NEAR / place.scale);
  };

  /**
   * Show a drawing.
   * @param {SVGSVGElement} drawn
   */
  const show = (drawn) => {
    svg?.remove();
    svg = drawn;
    svg.classList.add("remote"); // till it is known how large it is shown
    const { width, height } = svg.viewBox.baseVal;
    size = { width, height };
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(height));
    svg.classList.toggle("wide", width > WIDE || height > HIGH);
    if (svg.parentNode !== frame) frame.append(svg);
    fit();
  };

  const spread = () => {
    const [a, b] = [...pointers.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.hypot(a.x - b.x, a.y - b.y) };
  };

  const moved = (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = { ...before, x: event.clientX, y: event.clientY };
    const far = Math.hypot(now.x - before.startX, now.y - before.startY) > SLACK;
    if (far && !dragged) {
      dragged = true;
      for (const id of pointers.keys()) frame.setPointerCapture(id);
    }
    if (!dragged) return;
    if (pointers.size === 1) pan(now.x - before.x, now.y - before.y);
    else if (pointers.size === 2) {
      const old = spread();
      pointers.set(event.pointerId, now);
      const next = spread();
      const box = frame.getBoundingClientRect();
      pan(next.x - old.x, next.y - old.y);
      if (old.apart > 0) zoomAt(next.apart / old.apart, next.x - box.left, next.y - box.top);
    }
    pointers.set(event.pointerId, now);
  };

  const start = () => {
    show(frame.querySelector("svg"));
    frame.addEventListener("wheel", (event) => {
      event.preventDefault();
      const box = frame.getBoundingClientRect();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const factor = Math.exp(-event.deltaY * unit * (event.ctrlKey ? 0.01 : 0.0016));
      zoomAt(factor, event.clientX - box.left, event.clientY - box.top);
    }, { passive: false });
    frame.addEventListener("pointerdown", (event) => {
      if (event.button > 0) return;
      const { clientX: x, clientY: y } = event;
      if (!pointers.size) dragged = false;
      pointers.set(event.pointerId, { x, y, startX: x, startY: y });
    });
    frame.addEventListener("pointermove", moved);
    for (const name of ["pointerup", "pointercancel"]) {
      addEventListener(name, (event) => pointers.delete(event.pointerId));
    }
    frame.addEventListener("dragstart", (event) => event.preventDefault());
    frame.addEventListener("click", (event) => {
      if (dragged && event.detail) { // a click by keys has none, and never ends a drag
        event.preventDefault();
        event.stopPropagation();
      }
      dragged = false;
    }, { capture: true });
    Elements.byId("zoom-in").addEventListener("click", () => zoom(1.4));
    Elements.byId("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
    Elements.byId("zoom-fit").addEventListener("click", fit);
    new ResizeObserver(() => fitted && fit()).observe(frame);
  };

  return Object.freeze({ start, watch, show, fit, zoom, pan, reveal, approach });
})();
