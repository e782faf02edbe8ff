/** Graphviz in the browser: started when it is first asked, in a worker, so that nothing waits. */
const Layout = (() => {
  /** An answer that is no longer wanted. */
  class Cancelled extends Error {}

  let address = null;
  let worker = null;
  let waiting = null;

  const start = () => {
    address ??= URL.createObjectURL(
      new Blob([Elements.byId("worker").textContent], { type: "text/javascript" }),
    );
    const started = new Worker(address);
    started.addEventListener("message", ({ data }) => {
      if (started === worker) finish(data); // one that was ended may have answered before
    });
    started.addEventListener("error", (event) => {
      if (started !== worker) return;
      started.terminate();
      worker = null;
      finish({ error: event.message || "this browser starts no worker" });
    });
    worker = started;
  };

  const finish = ({ svg, error }) => {
    const asked = waiting;
    waiting = null;
    if (!asked) return;
    if (error) asked.reject(new Error(error));
    else asked.resolve(svg);
  };

  /** Stop what is under way, if anything is. */
  const cancel = () => {
    if (!waiting) return;
    worker?.terminate();
    worker = null;
    const asked = waiting;
    waiting = null;
    asked.reject(new Cancelled());
  };

  /**
   * Lay a graph out; a newer question ends an older one.
   * @param {string} dot
   * @returns {Promise<string>} The graph as SVG.
   */
  const lay = (dot) => {
    cancel();
    if (!worker) start();
    return new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      worker.postMessage(dot);
    });
  };

  return Object.freeze({ Cancelled, cancel, lay });
})();
