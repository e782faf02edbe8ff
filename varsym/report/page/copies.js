/** Copies of trees that were parsed from text, of which only known elements and attributes stay. */
const Copies = (() => {
  const XLINK = "http://www.w3.org/1999/xlink";
  const set = (names) => new Set(names.split(" "));
  const ELEMENTS = {
    "http://www.w3.org/1999/xhtml": set(
      "article section h2 h3 h4 h5 h6 p ul li a code strong pre div span table thead tbody tr th td sub sup wbr",
    ),
    "http://www.w3.org/1998/Math/MathML": set(
      "math mfrac mi mn mo mover mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover",
    ),
    "http://www.w3.org/2000/svg": set("svg g a path polygon polyline ellipse text title"),
  };
  const ATTRIBUTES = set(
    "id class role title scope tabindex data-query aria-label aria-labelledby aria-hidden " +
      "alttext display mathvariant form stretchy accent movablelimits columnalign lspace rspace " +
      "transform viewBox width height d points cx cy rx ry x y fill stroke stroke-width " +
      "stroke-dasharray font-size font-weight text-anchor",
  );
  const LINK = /^#id=[a-z]+:[A-Za-z0-9.]+$/;

  /**
   * Return a copy of an element that holds nothing but what a drawing or a finding is made of.
   * @param {Element} source
   * @returns {Element|null} Nothing, if the element itself is none of those.
   */
  const of = (source) => {
    if (!ELEMENTS[source.namespaceURI]?.has(source.localName)) return null;
    const made = document.createElementNS(source.namespaceURI, source.localName);
    for (const { name, value } of source.attributes) {
      if (ATTRIBUTES.has(name) && !value.includes("url(")) made.setAttribute(name, value);
    }
    const link = source.getAttribute("href") ?? source.getAttributeNS(XLINK, "href");
    if (source.localName === "a" && LINK.test(link ?? "")) made.setAttribute("href", link);
    for (const child of source.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) made.append(child.data);
      else if (child.nodeType === Node.ELEMENT_NODE) {
        const inner = of(child);
        if (inner) made.append(inner);
      }
    }
    return made;
  };

  return Object.freeze({ of });
})();
