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

// Where a thing stands to begin with, so that the picture is the same each time.
export function onCircle(index, count, radius) {
  const angle = (2 * Math.PI * index) / count;
  return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
}

// How a line from one thing to another looks.
export function arrow() {
  return {
    color: colour("--quiet"),
    "font-size": 9,
    "text-rotation": "autorotate",
    "text-background-color": colour("--paper"),
    "text-background-opacity": 0.85,
    "curve-style": "bezier",
    "line-color": colour("--line"),
    "target-arrow-color": colour("--quiet"),
    "target-arrow-shape": "triangle",
    "arrow-scale": 0.8,
    width: 1.5,
  };
}
