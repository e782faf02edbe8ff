/** The paper as the page has it: statements in order, and what rests on what. */
const Paper = (() => {
  const data = JSON.parse(Elements.byId("data").textContent);
  const statements = data.statements;
  const byId = new Map(statements.map((statement, place) => [statement.id, { ...statement, place, above: [] }]));
  for (const statement of byId.values()) {
    for (const other of statement.dependsOn) byId.get(other).above.push(statement.id);
  }
  const order = statements.map((statement) => statement.id);

  /** Return a statement, or nothing if the paper has none of that id. */
  const get = (id) => byId.get(id);

  /** Return the ids of the statement before or after one, among some or all. */
  const beside = (id, step, among = () => true) => {
    const start = byId.get(id).place;
    for (let place = start + step; place >= 0 && place < order.length; place += step) {
      if (among(order[place])) return order[place];
    }
    return undefined;
  };

  const walked = (from, depth, next) => {
    const seen = new Set([from]);
    let edge = [from];
    for (let step = 0; edge.length && (depth === null || step < depth); step += 1) {
      const found = [];
      for (const id of edge) {
        for (const other of next(byId.get(id))) {
          if (!seen.has(other)) {
            seen.add(other);
            found.push(other);
          }
        }
      }
      edge = found;
    }
    return seen;
  };

  /**
   * Return a statement with what it rests on, what rests on it, or both.
   * @param {string} id
   * @param {"ancestors"|"descendants"|"both"} direction
   * @param {number|null} depth How many steps away; all, if null.
   * @returns {Set<string>}
   */
  const around = (id, direction, depth) => {
    const below = direction === "descendants" ? [] : walked(id, depth, (one) => one.dependsOn);
    const above = direction === "ancestors" ? [] : walked(id, depth, (one) => one.above);
    return new Set([id, ...below, ...above]);
  };

  /**
   * Return some statements as a graph in DOT, as Python writes them.
   * @param {Set<string>} kept
   */
  const dot = (kept) => {
    const lines = ["digraph {", ...data.head];
    for (const id of order) {
      if (!kept.has(id)) continue;
      const statement = byId.get(id);
      lines.push(statement.dot);
      statement.dependsOn.forEach((other, k) => {
        if (kept.has(other)) lines.push(statement.edges[k]);
      });
    }
    return [...lines, "}"].join("\n");
  };

  return Object.freeze({ order, get, beside, around, dot, programs: data.programs, firstView: data.view });
})();
