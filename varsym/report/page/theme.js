/** Light, dark, or as the system has it; kept for the tab where the browser allows that. */
const Theme = (() => {
  const KEY = "varsym-theme";
  const choice = Elements.byId("theme");

  const apply = (theme) => {
    document.documentElement.dataset.theme = theme;
    choice.value = theme;
  };

  const start = () => {
    let kept = null;
    try {
      kept = sessionStorage.getItem(KEY);
    } catch {
      // A page without storage has the system's theme.
    }
    apply(["light", "dark"].includes(kept) ? kept : "auto");
    choice.addEventListener("change", () => {
      apply(choice.value);
      try {
        sessionStorage.setItem(KEY, choice.value);
      } catch {
        // It lasts as long as the page, then.
      }
    });
  };

  return Object.freeze({ start });
})();
