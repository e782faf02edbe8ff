// Stands below Graphviz in the worker: one graph in, one drawing out.
self.onmessage = async ({ data }) => {
  try {
    const graphviz = await Graphviz.load();
    self.postMessage({ svg: graphviz.dot(data, "svg") });
  } catch (error) {
    self.postMessage({ error: String(error?.message ?? error) });
  }
};
