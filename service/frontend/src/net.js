// cytoscape and the layout that we use with it.

import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";

cytoscape.use(fcose);

// It would put a style element into the page, which our policy refuses and our stylesheet replaces;
// it does not where it finds one by this id.
const STYLE_ID = "__________cytoscape_stylesheet";

export function openNet(box, options) {
  if (!document.getElementById(STYLE_ID)) {
    const stand = document.createElement("meta");
    stand.id = STYLE_ID;
    document.head.append(stand);
  }
  return cytoscape({ container: box, ...options });
}

// A colour of the page, in the scheme of the moment.
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
