// Things and the links between them, with cytoscape. It cannot be used by keyboard; the table can.

import { arrow, colour, onCircle, openNet } from "./net.js";
import { clipped } from "./svg.js";

const MOST_LETTERS = 40;

export function drawGraph(box, links) {
  const things = new Map();
  for (const { from, to } of links) {
    for (const each of [from, to]) if (!things.has(each.id)) things.set(each.id, each);
  }
  const count = things.size;
  const net = openNet(box, {
    elements: [
      // On a circle to begin with, in the order of the table: the same picture each time.
      ...[...things].map(([id, { text, href }], index) => ({
        data: { id: `n${id}`, text: clipped(text, MOST_LETTERS * 8), href },
        position: onCircle(index, count, 300),
      })),
      ...links.map(({ from, to, text }, index) => ({
        data: { id: `e${index}`, source: `n${from.id}`, target: `n${to.id}`, text },
      })),
    ],
    style: [
      {
        selector: "node",
        style: {
          label: "data(text)",
          "background-color": colour("--ban"),
          color: colour("--ink"),
          "font-size": 11,
          "text-valign": "bottom",
          "text-margin-y": 3,
          "text-wrap": "wrap",
          "text-max-width": 120,
          width: 16,
          height: 16,
        },
      },
      {
        selector: "edge",
        style: { label: "data(text)", ...arrow() },
      },
    ],
    layout: { name: "fcose", randomize: false, animate: false, nodeDimensionsIncludeLabels: true },
    userZoomingEnabled: true,
    minZoom: 0.2,
    maxZoom: 3,
  });
  net.on("tap", "node", ({ target }) => {
    const href = target.data("href");
    // The server wrote it as a link, which it does for http and https only.
    if (href) location.assign(href);
  });
  return net;
}
