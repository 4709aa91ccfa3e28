// The table of what a thing is tied to can be drawn as well. What weighs is fetched when somebody
// asks for it; the table stays, and has the same.

import { KINDS } from "./kinds.js";
import { element } from "./svg.js";

const AT_FIRST = 300;
const AT_MOST = 500;

for (const part of document.querySelectorAll("[data-network]")) start(part);

function start(part) {
  const words = JSON.parse(part.dataset.words);
  const around = part.dataset.network;
  const table = part.parentElement.querySelector("table");
  const rowsOf = new Map();
  for (const row of table.tBodies[0].rows) {
    const rows = rowsOf.get(row.dataset.node) ?? [];
    rowsOf.set(row.dataset.node, [...rows, row]);
  }

  const opener = button(words.show, toggle);
  opener.setAttribute("aria-expanded", "false");
  const status = document.createElement("p");
  status.className = "note";
  status.setAttribute("role", "status");
  const figure = document.createElement("figure");
  figure.className = "drawing";
  figure.hidden = true;
  const openers = row();
  openers.append(opener);
  part.append(openers, status, figure);
  part.hidden = false;

  let drawn = null;
  let found = null;
  let depth = 1;
  let asking = null;

  const near = button(words.near, () => ask(1, AT_FIRST));
  const far = button(words.far, () => ask(2, AT_FIRST));
  const more = button(words.more, () => ask(depth, AT_MOST));
  more.hidden = true;
  const tools = row();
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", words.tools);
  tools.append(
    near,
    far,
    more,
    button(words.larger, () => drawn?.zoom(true)),
    button(words.smaller, () => drawn?.zoom(false)),
    button(words.whole, () => drawn?.fit()),
    button(words.picture, save),
  );
  const box = document.createElement("div");
  box.className = "network";
  const chosen = document.createElement("p");
  chosen.className = "chosen";
  chosen.setAttribute("role", "status");
  const caption = document.createElement("figcaption");
  figure.append(tools, box, chosen, caption);

  function toggle() {
    const isOpen = figure.hidden;
    figure.hidden = !isOpen;
    opener.textContent = isOpen ? words.hide : words.show;
    opener.setAttribute("aria-expanded", String(isOpen));
    if (isOpen && !drawn) ask(1, AT_FIRST);
    if (!isOpen) choose(null);
  }

  async function ask(steps, most) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    status.textContent = words.drawing;
    const parameters = new URLSearchParams({ around, depth: steps, most });
    try {
      const [{ drawNeighbourhood }, answer] = await Promise.all([
        import("./neighbourhood.js"),
        fetch(`${part.dataset.drawing}?${parameters}`, { signal }),
      ]);
      if (!answer.ok) throw new Error(answer.statusText);
      const told = await answer.json();
      if (signal.aborted) return;
      const before = drawn?.positions();
      drawn?.close();
      found = told;
      depth = steps;
      drawn = drawNeighbourhood(box, found, { before, choose: chooseThere });
      describe(most);
      choose(null);
      status.textContent = found.summary;
    } catch (error) {
      if (!signal.aborted) {
        status.textContent = words.failed;
        figure.hidden = !drawn;
        if (!drawn) {
          opener.textContent = words.show;
          opener.setAttribute("aria-expanded", "false");
        }
      }
    }
  }

  function describe(most) {
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", words.label.replace("{summary}", found.summary));
    near.setAttribute("aria-pressed", String(depth === 1));
    far.setAttribute("aria-pressed", String(depth === 2));
    more.hidden = !found.left_out || most >= AT_MOST;
    caption.replaceChildren(legend(found.sorts), words.how);
  }

  // What is chosen in one place is marked in both.
  function choose(id) {
    table.querySelectorAll("tr.chosen").forEach((each) => each.classList.remove("chosen"));
    chosen.replaceChildren();
    const node = id === null ? null : found?.nodes.find((each) => each.id === id);
    if (!node) return;
    for (const each of rowsOf.get(id) ?? []) each.classList.add("chosen");
    const name = document.createElement(node.page ? "a" : "span");
    if (node.page) name.href = node.page;
    const text = document.createElement("bdi");
    text.lang = node.language;
    text.textContent = node.label;
    name.append(text);
    const { label } = found.sorts.find(({ sort }) => sort === node.sort);
    chosen.append(`${words.chosen} `, name, ` (${label})`);
  }

  function chooseThere(id) {
    choose(id);
    const [first] = rowsOf.get(id) ?? [];
    // Within its own box: the page stays where it is.
    if (first) table.parentElement.scrollTop = first.offsetTop - table.parentElement.clientHeight / 2;
  }

  function chooseRow(event) {
    const id = event.target.closest("tr[data-node]")?.dataset.node;
    if (!id || !drawn || figure.hidden) return;
    drawn.show(id);
    choose(id);
  }
  table.addEventListener("focusin", chooseRow);
  table.addEventListener("click", chooseRow);

  async function save() {
    const blob = await drawn?.picture();
    if (!blob) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = part.dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}

function row() {
  const made = document.createElement("div");
  made.className = "views";
  return made;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "second";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function legend(sorts) {
  const list = document.createElement("ul");
  list.className = "legend";
  for (const { sort, label, count } of sorts) {
    const { colour, points } = KINDS[sort];
    const picture = element("svg", { viewBox: "-1.1 -1.1 2.2 2.2", "aria-hidden": "true" });
    picture.append(element("polygon", { points: points.join(" "), fill: `var(${colour})` }));
    const entry = document.createElement("li");
    entry.append(picture, `${label} ${count}`);
    list.append(entry);
  }
  return list;
}
