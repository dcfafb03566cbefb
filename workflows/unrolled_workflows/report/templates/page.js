"use strict";
const specs = JSON.parse(document.getElementById("specs").textContent);
const page = getComputedStyle(document.documentElement);

// A colour of a specification is a custom property of the page: it follows dark, light and print.
function colored(value) {
  if (Array.isArray(value)) return value.map(colored);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, colored(inner)]));
  }
  return typeof value === "string" && value.startsWith("--") ? page.getPropertyValue(value).trim() : value;
}

const axis = { gridcolor: "--line", linecolor: "--line", zeroline: false, fixedrange: true, automargin: true };
const common = {
  autosize: true,
  margin: { l: 44, r: 8, t: 12, b: 40 },
  font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: "--muted" },
  paper_bgcolor: "rgba(0,0,0,0)",
  plot_bgcolor: "rgba(0,0,0,0)",
  hovermode: "x unified",
  hoverlabel: { bgcolor: "--page", bordercolor: "--line", font: { color: "--ink" } },
  showlegend: false,
  dragmode: false,
};

function draw() {
  for (const { id, data, layout } of specs) {
    const whole = {
      ...common,
      ...layout,
      xaxis: { ...axis, showgrid: false, ticks: "outside", tickcolor: "--line", ...layout.xaxis },
      yaxis: { ...axis, nticks: 8, ...layout.yaxis },
    };
    Plotly.react(id, colored(data), colored(whole), { displayModeBar: false, responsive: true });
  }
}

draw();
for (const query of ["(prefers-color-scheme: dark)", "print"]) matchMedia(query).addEventListener("change", draw);
