// Elements of SVG. Texts are set as texts, so that whatever they hold is only shown.

const NAMESPACE = "http://www.w3.org/2000/svg";

export function element(name, attributes = {}, text = null) {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text !== null) made.textContent = text;
  return made;
}

export function picture(width, height, label) {
  return element("svg", {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "img",
    "aria-label": label,
  });
}

// As many letters as fit; the rest is in the table. Isolated, so that letters which turn the
// direction of writing turn nothing beside them.
export function clipped(text, width) {
  const most = Math.max(Math.floor(width / 8), 4);
  const letters = [...text];
  const shown = letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
  return `\u2068${shown}\u2069`;
}
