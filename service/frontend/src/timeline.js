// One mark for each row, the first day on top; years along the way. A row of its own for each mark,
// so that no name lies on another.

import { clipped, element, picture } from "./svg.js";

const ROW = 24;
const TOP = 26;

// A year or a month alone is its first day.
function day(text) {
  const whole = /^\d{4}$/.test(text) ? `${text}-01-01` : /^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text;
  return Date.parse(whole);
}

export function drawTimeline(values, width, label) {
  const marks = values
    .map(({ label, value }) => ({ label, value, at: day(value) }))
    .filter(({ at }) => Number.isFinite(at))
    .sort((one, other) => one.at - other.at);
  const svg = picture(width, marks.length * ROW + TOP + 4, label);
  if (!marks.length) return svg;
  const first = marks[0].at;
  const last = marks.at(-1).at;
  const margin = 24;
  const place = (at) => margin + ((at - first) / (last - first || 1)) * (width - 2 * margin);
  const years = [new Date(first).getUTCFullYear(), new Date(last).getUTCFullYear()];
  const step = Math.max(1, Math.ceil((years[1] - years[0]) / Math.max(1, Math.floor(width / 70))));
  for (let year = years[0] + 1; year <= years[1]; year += step) {
    const x = place(Date.UTC(year, 0, 1));
    svg.append(
      element("line", { class: "axis", x1: x, x2: x, y1: 18, y2: marks.length * ROW + TOP }),
      element("text", { class: "quiet", x, y: 13, "text-anchor": "middle" }, year),
    );
  }
  marks.forEach(({ label, value, at }, index) => {
    const x = place(at);
    const y = TOP + index * ROW + ROW / 2;
    const isLeft = x > width / 2;
    const space = isLeft ? x - 16 : width - x - 16;
    const row = element("g");
    row.append(
      element("title", {}, `${value}: ${label}`),
      element("circle", { class: "mark", cx: x, cy: y, r: 5 }),
      element(
        "text",
        { x: isLeft ? x - 10 : x + 10, y: y + 5, "text-anchor": isLeft ? "end" : "start" },
        `${value.slice(0, 10)} ${clipped(label, space - 80)}`,
      ),
    );
    svg.append(row);
  });
  return svg;
}
