/** Elements of the document: found, made and kept from holding what a reader cannot see. */
const Elements = (() => {
  const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

  /**
   * Return the element with an id, which the template always has.
   * @param {string} id
   * @returns {HTMLElement}
   */
  const byId = (id) => document.getElementById(id);

  /**
   * Return a text that is fit for a message: short, and without signs that control.
   * @param {string} text
   * @param {number} [longest]
   */
  const shown = (text, longest = 60) => {
    const plain = String(text).replace(UNSEEN, "�");
    return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
  };

  /** Let the next frame come, and do nothing twice within it. */
  const oncePerFrame = (work) => {
    let asked = 0;
    return () => {
      asked ||= requestAnimationFrame(() => {
        asked = 0;
        work();
      });
    };
  };

  return Object.freeze({ byId, shown, oncePerFrame });
})();
