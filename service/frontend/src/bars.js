// One bar for each row: its name, and a number from nought on, to either side.

import { clipped, element, picture } from "./svg.js";

const ROW = 26;

export function drawBars(values, width, label) {
  const bars = values
    .map(({ label, value }) => ({ label, value, size: Number(value) }))
    .filter(({ size }) => Number.isFinite(size));
  const names = Math.min(Math.round(width * 0.4), 320);
  const figures = 70;
  const room = width - names - figures;
  const low = Math.min(0, ...bars.map(({ size }) => size));
  const high = Math.max(0, ...bars.map(({ size }) => size));
  const scale = (size) => ((size - low) / (high - low || 1)) * room;
  const svg = picture(width, bars.length * ROW + 4, label);
  bars.forEach(({ label, value, size }, index) => {
    const middle = index * ROW + ROW / 2;
    const [left, right] = [scale(0), scale(size)].sort((one, other) => one - other);
    const row = element("g");
    row.append(
      element("title", {}, `${label}: ${value}`),
      element("text", { x: names - 8, y: middle + 5, "text-anchor": "end" }, clipped(label, names - 8)),
      element("rect", {
        class: "bar",
        x: names + left,
        y: middle - 8,
        width: Math.max(right - left, 1),
        height: 16,
      }),
      element("text", { x: names + right + 6, y: middle + 5 }, value),
    );
    svg.append(row);
  });
  svg.append(
    element("line", { class: "axis", x1: names + scale(0), x2: names + scale(0), y1: 0, y2: bars.length * ROW }),
  );
  return svg;
}
