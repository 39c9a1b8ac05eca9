// Tables and charts.
import { h, svg } from "./dom.js";
import { richText } from "./rich.js";

const COLOURS = ["#17737a", "#e0752d", "#6a4fa3", "#3f8f4f", "#b8336a", "#3266b8", "#9a7b1a", "#666"];

const cell = (value) => (value.type === "rich_text" ? richText(value) : value.text ?? String(value.value));

export function table(block) {
  const [head, ...rows] = block.rows;
  const perPage = block.type === "data_table" ? block.page_size ?? 5 : rows.length;
  const named = block.row_header_column_index ?? 0;
  const body = h("tbody");
  const more = h("button", { class: "btn", type: "button", onclick: () => show(rows.length) }, `Show all ${rows.length} rows`);
  const align = (i) => (rows.every((row) => row[i]?.type === "raw_number") ? "number" : block.column_settings?.[i]?.align ?? "");
  function show(count) {
    body.replaceChildren(...rows.slice(0, count).map((row) => h("tr", {}, row.map((value, i) =>
      h(i === named && block.type === "data_table" ? "th" : "td", { class: align(i), scope: i === named ? "row" : null }, cell(value))))));
    more.hidden = count >= rows.length;
  }
  show(perPage);
  return h("div", { class: "table-place" },
    h("table", {}, block.caption && h("caption", {}, block.caption),
      h("thead", {}, h("tr", {}, head.map((value, i) => h("th", { class: align(i), scope: "col" }, cell(value))))), body), more);
}

const WIDTH = 480, HEIGHT = 214, LEFT = 40, BOTTOM = 42, TOP = 18;
const MOST_VALUES = 24; // more numbers than that would stand in each other's way
const DASHES = ["", "7 4", "2 3"];
let charts = 0;

// Who sees no colours tells series apart by their stripes: none, slanting, lying.
function striped(canvas, s, id) {
  const colour = COLOURS[s % COLOURS.length], kind = s % 3;
  if (!kind) return colour;
  canvas.append(svg("pattern", { id: `${id}-${s}`, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${kind === 1 ? 45 : 90})` },
    svg("rect", { width: 6, height: 6, fill: "#fff" }), svg("rect", { width: 4, height: 6, fill: colour })));
  return `url(#${id}-${s})`;
}

function swatchOf(s) {
  const colour = COLOURS[s % COLOURS.length];
  return s % 3 ? `repeating-linear-gradient(${s % 3 === 1 ? 45 : 0}deg, ${colour} 0 3px, #fff 3px 5px)` : colour;
}

const shown = (value) => String(Math.round(value * 10) / 10);

function plotted(spec) {
  const names = spec.axis_config.categories;
  const values = spec.series.flatMap((series) => series.data.map((point) => point.value));
  const high = Math.max(0, ...values), low = Math.min(0, ...values), range = high - low || 1;
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / range);
  const step = (WIDTH - LEFT) / names.length;
  const middle = (i) => LEFT + step * (i + 0.5);
  const canvas = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" });
  for (const value of new Set([low, (low + high) / 2, high])) {
    canvas.append(svg("line", { x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value), class: "gridline" }),
      svg("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, shown(value)));
  }
  names.forEach((name, i) => {
    const [first, ...rest] = name.length > 8 ? name.split(" ") : [name];
    [first, rest.join(" ")].forEach((words, row) =>
      canvas.append(svg("text", { x: middle(i), y: HEIGHT - 24 + row * 14, "text-anchor": "middle" }, words)));
  });
  const id = `chart${(charts += 1)}`, isNumbered = values.length <= MOST_VALUES;
  const number = (x, point) => isNumbered && canvas.append(
    svg("text", { x, y: Math.min(y(point.value), y(0)) - 4, "text-anchor": "middle", class: "value" }, shown(point.value)));
  spec.series.forEach((series, s) => {
    const fill = COLOURS[s % COLOURS.length];
    if (spec.type === "bar") {
      const width = (step * 0.7) / spec.series.length, paint = striped(canvas, s, id);
      series.data.forEach((point, i) => {
        const x = middle(i) - step * 0.35 + s * width;
        canvas.append(svg("rect", {
          x, width: width * 0.92, y: Math.min(y(point.value), y(0)),
          height: Math.max(1, Math.abs(y(point.value) - y(0))), rx: 2, fill: paint, stroke: fill,
        }));
        number(x + width * 0.46, point);
      });
      return;
    }
    const path = series.data.map((point, i) => `${i ? "L" : "M"}${middle(i)} ${y(point.value)}`).join("");
    if (spec.type === "area") {
      canvas.append(svg("path", { d: `${path}L${middle(series.data.length - 1)} ${y(0)}L${middle(0)} ${y(0)}Z`, fill, "fill-opacity": 0.25 }));
    }
    canvas.append(svg("path", { d: path, fill: "none", stroke: fill, "stroke-width": 2, "stroke-dasharray": DASHES[s % 3] }));
    series.data.forEach((point, i) => number(middle(i), point));
  });
  return [canvas, spec.series.map((series) => series.name)];
}

function pie(spec) {
  const total = spec.segments.reduce((sum, segment) => sum + segment.value, 0);
  const canvas = svg("svg", { viewBox: "-1.05 -1.05 2.1 2.1", class: "pie", "aria-hidden": "true" });
  let turned = -Math.PI / 2;
  spec.segments.forEach((segment, i) => {
    const angle = (segment.value / total) * Math.PI * 2, end = turned + Math.min(angle, Math.PI * 2 - 1e-4);
    const d = `M0 0L${Math.cos(turned)} ${Math.sin(turned)}A1 1 0 ${angle > Math.PI ? 1 : 0} 1 ${Math.cos(end)} ${Math.sin(end)}Z`;
    canvas.append(svg("path", { d, fill: COLOURS[i % COLOURS.length] }));
    turned = end;
  });
  return [canvas, spec.segments.map((segment) => `${segment.label} ${Math.round((segment.value / total) * 100)} %`)];
}

// Who cannot see the drawing gets the numbers as a sentence.
function spoken(spec) {
  if (spec.type === "pie") return spec.segments.map((each) => `${each.label}: ${each.value}`).join("; ");
  return spec.series.map((series) => `${series.name}: ${series.data.map((point) => `${point.label} ${point.value}`).join(", ")}`).join("; ");
}

export function chart(block) {
  const [canvas, names] = block.chart.type === "pie" ? pie(block.chart) : plotted(block.chart);
  return h("figure", { class: "chart", role: "img", "aria-label": `${block.title}. ${spoken(block.chart)}` },
    h("figcaption", {}, block.title), canvas,
    h("div", { class: "legend", "aria-hidden": "true" }, names.map((name, i) => {
      const swatch = h("span", { class: "swatch" });
      swatch.style.background = block.chart.type === "pie" ? COLOURS[i % COLOURS.length] : swatchOf(i);
      return h("span", {}, swatch, name);
    })));
}
