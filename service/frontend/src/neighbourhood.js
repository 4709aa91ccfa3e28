// What is near a thing, drawn with cytoscape. It cannot be used by keyboard; the table can, and what
// is chosen there is marked here.

import { KINDS } from "./kinds.js";
import { arrow, colour, onCircle, openNet } from "./net.js";
import { clipped } from "./svg.js";

const LETTERS = 320;
const LINES_WITH_WORDS = 30;
const RADIUS = 600;
const MOST_WEIGHT = 30;
const ZOOM = 1.4;

// The same answer gives the same picture: the layout begins with a circle in the order of the IRIs,
// and nothing in it is left to chance. What was drawn before stays where it was.
export function drawNeighbourhood(box, found, { before, choose }) {
  const others = found.nodes.filter(({ id }) => id !== found.around);
  const placed = new Map([[found.around, { x: 0, y: 0 }]]);
  others.forEach(({ id }, index) => placed.set(id, onCircle(index, others.length, RADIUS)));
  const kept = found.nodes.flatMap(({ id }) => (before?.has(id) ? [{ nodeId: id, position: before.get(id) }] : []));
  kept.forEach(({ nodeId, position }) => placed.set(nodeId, position));

  const lines = new Map();
  for (const { source, target } of found.lines) {
    for (const end of [source, target]) lines.set(end, (lines.get(end) ?? 0) + 1);
  }

  const net = openNet(box, {
    elements: [
      ...found.nodes.map(({ id, label, sort }) => ({
        data: { id, sort, text: clipped(label, LETTERS), weight: Math.min(lines.get(id) ?? 0, MOST_WEIGHT) },
        classes: id === found.around ? "middle" : "",
        position: { ...placed.get(id) },
      })),
      ...found.lines.map(({ source, target, ties }, index) => ({
        data: { id: `line ${index}`, source, target, text: clipped(ties.join(", "), LETTERS) },
        classes: found.lines.length > LINES_WITH_WORDS ? "" : "named",
      })),
    ],
    style: style(),
    layout: {
      name: "fcose",
      randomize: false,
      animate: false,
      nodeDimensionsIncludeLabels: true,
      // Apart enough for the names to be read.
      idealEdgeLength: 100,
      nodeRepulsion: 30000,
      gravity: 0.1,
      fixedNodeConstraint: kept.length ? kept : undefined,
    },
    // Or nobody would scroll past it.
    userZoomingEnabled: false,
    boxSelectionEnabled: false,
    autounselectify: true,
    minZoom: 0.1,
    maxZoom: 4,
  });

  const mark = (id) => {
    net.elements().removeClass("chosen near");
    const node = id === null ? net.collection() : net.getElementById(id);
    node.addClass("chosen");
    node.connectedEdges().addClass("near");
    return node;
  };
  net.on("tap", (event) => {
    const id = event.target === net || !event.target.isNode() ? null : event.target.id();
    mark(id);
    choose(id);
  });
  const repaint = () => net.style(style());
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", repaint);

  return {
    show(id) {
      const node = mark(id);
      if (node.empty()) return;
      const { x, y } = node.position();
      const zoom = net.zoom();
      net.pan({ x: box.clientWidth / 2 - x * zoom, y: box.clientHeight / 2 - y * zoom });
    },
    zoom(isLarger) {
      const middle = { x: box.clientWidth / 2, y: box.clientHeight / 2 };
      net.zoom({ level: net.zoom() * (isLarger ? ZOOM : 1 / ZOOM), renderedPosition: middle });
    },
    fit: () => net.fit(undefined, 20),
    positions: () => new Map(net.nodes().map((node) => [node.id(), { ...node.position() }])),
    picture: () => net.png({ output: "blob-promise", full: true, scale: 2, bg: colour("--paper"), maxWidth: 8000, maxHeight: 8000 }),
    close() {
      scheme.removeEventListener("change", repaint);
      net.destroy();
    },
  };
}

function style() {
  return [
    {
      selector: "node",
      style: {
        label: "data(text)",
        color: colour("--ink"),
        // What is tied to much is larger, and its name is there when all others are too small.
        "font-size": `mapData(weight, 1, ${MOST_WEIGHT}, 12, 22)`,
        "min-zoomed-font-size": 6,
        "text-valign": "bottom",
        "text-margin-y": 3,
        "text-wrap": "wrap",
        "text-max-width": 130,
        "text-outline-color": colour("--paper"),
        "text-outline-width": 2,
        shape: "polygon",
        width: `mapData(weight, 1, ${MOST_WEIGHT}, 16, 36)`,
        height: `mapData(weight, 1, ${MOST_WEIGHT}, 16, 36)`,
      },
    },
    ...Object.entries(KINDS).map(([sort, kind]) => ({
      selector: `node[sort = "${sort}"]`,
      style: {
        "background-color": colour(kind.colour),
        "shape-polygon-points": kind.points.join(" "),
      },
    })),
    { selector: "node.middle", style: { "font-size": 24, "font-weight": "bold", "text-max-width": 220 } },
    {
      selector: "node.chosen",
      style: { "border-width": 4, "border-color": colour("--focus"), "font-size": 24, "min-zoomed-font-size": 0, "font-weight": "bold", "text-max-width": 220, "z-index": 9 },
    },
    {
      selector: "edge",
      style: arrow(),
    },
    { selector: "edge.named, edge.near", style: { label: "data(text)" } },
    {
      selector: "edge.near",
      style: { "line-color": colour("--focus"), "target-arrow-color": colour("--focus"), width: 2.5 },
    },
  ];
}
