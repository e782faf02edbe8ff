/** Keys that work anywhere on the page, but where one types. */
const Keys = (() => {
  const help = Elements.byId("help");
  const isTyping = (target) =>
    target.closest?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");

  const start = ({ onSearch, onFocus, onEscape }) => {
    const actions = {
      "/": () => onSearch(),
      "?": () => help.showModal(),
      f: () => onFocus(),
      "+": () => Viewport.zoom(1.4),
      "=": () => Viewport.zoom(1.4),
      "-": () => Viewport.zoom(1 / 1.4),
      0: () => Viewport.fit(),
    };
    addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || help.open) return;
      if (event.key === "Escape") {
        onEscape(event);
        return;
      }
      if (isTyping(event.target) || !Object.hasOwn(actions, event.key)) return;
      event.preventDefault();
      actions[event.key]();
    });
    Elements.byId("help-open").addEventListener("click", () => help.showModal());
  };

  return Object.freeze({ start });
})();
