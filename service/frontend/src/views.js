// An answer's table, drawn: bars, a timeline, a graph. All that is drawn is read from the table that
// the server wrote, which stays below: numbers, names and links are the same, and nothing is asked.

import { drawBars } from "./bars.js";
import { drawTimeline } from "./timeline.js";

const MOST_ROWS = 60;
const MOST_LINKS = 300;

export function addViews(part, words) {
  const table = part.querySelector("th[data-kind]")?.closest("table");
  if (!table) return;
  const kinds = [...table.querySelectorAll("th[data-kind]")].map((th) => th.dataset.kind);
  const fitting = views(kinds);
  if (!fitting.length) return;

  const group = document.createElement("div");
  group.className = "views";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", words.views);
  const drawing = document.createElement("figure");
  drawing.className = "drawing";
  drawing.hidden = true;
  const buttons = ["table", ...fitting].map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "second";
    button.textContent = words[name];
    button.setAttribute("aria-pressed", String(name === "table"));
    button.addEventListener("click", async () => {
      buttons.forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
      drawing.replaceChildren();
      drawing.hidden = name === "table";
      if (name !== "table") await draw(name, drawing, rows(table), kinds, words);
    });
    return button;
  });
  group.append(...buttons);
  table.closest(".scroll").before(group, drawing);
}

// Which drawings the kinds of the columns allow.
export function views(kinds) {
  const has = (kind) => kinds.includes(kind);
  const found = [];
  if (has("number") && kinds.length > 1) found.push("bars");
  if (has("date") && kinds.length > 1) found.push("timeline");
  if (kinds.filter((kind) => kind === "iri").length > 1) found.push("graph");
  return found;
}

function rows(table) {
  return [...table.tBodies[0].rows].map((row) =>
    [...row.cells].map((cell) => {
      const link = cell.querySelector("a");
      return {
        text: cell.textContent.trim(),
        href: link?.getAttribute("href") ?? null,
        // The IRI in full, where a shorter name is shown.
        id: link?.title || link?.textContent.trim() || cell.textContent.trim(),
      };
    }),
  );
}

async function draw(name, drawing, found, kinds, words) {
  const caption = document.createElement("figcaption");
  const note = (text) => caption.append(`${text} `);
  const label = labelColumn(kinds);
  if (name === "graph") {
    const links = linksOf(found, kinds).slice(0, MOST_LINKS);
    const things = new Set(links.flatMap(({ from, to }) => [from.id, to.id]));
    note(words.things.replace("{n}", things.size).replace("{m}", links.length));
    const box = document.createElement("div");
    box.className = "network";
    drawing.append(box, caption);
    note(words.drawn);
    const { drawGraph } = await import("./graph.js");
    drawGraph(box, links);
    return;
  }
  const shown = found.slice(0, MOST_ROWS);
  if (found.length > shown.length) note(words.more.replace("{n}", shown.length));
  note(words.drawn);
  const canvas = document.createElement("div");
  drawing.append(canvas, caption);
  const column = kinds.indexOf(name === "bars" ? "number" : "date");
  const values = shown
    .filter((row) => row[column].text)
    .map((row) => ({ label: row[label].text, value: row[column].text }));
  const size = () => Math.max(canvas.clientWidth, 280);
  const paint = () => canvas.replaceChildren((name === "bars" ? drawBars : drawTimeline)(values, size(), words[name]));
  paint();
  // Drawn in the width that there is, so that letters keep their size.
  let width = size();
  new ResizeObserver(() => {
    if (size() !== width) {
      width = size();
      paint();
    }
  }).observe(canvas);
}

// What a mark is called: a text where there is one, else a thing, else whatever comes first.
function labelColumn(kinds) {
  for (const kind of ["text", "iri", "other"]) {
    if (kinds.includes(kind)) return kinds.indexOf(kind);
  }
  return 0;
}

function linksOf(found, kinds) {
  const [from, ...others] = kinds.flatMap((kind, index) => (kind === "iri" ? [index] : []));
  const isTriples = kinds.length === 3 && kinds[0] === "iri" && kinds[1] === "iri";
  const to = isTriples ? 2 : others[0];
  return found
    .filter((row) => row[from].id && row[to].id)
    .map((row) => ({ from: row[from], to: row[to], text: isTriples ? row[1].text : "" }));
}
