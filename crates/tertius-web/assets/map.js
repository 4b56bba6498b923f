// The map: circles in colour, loose connections as rings, a tie at every hover.
"use strict";

(async () => {
  const box = document.getElementById("map");
  const tip = document.querySelector("[data-map-tip]");
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const answer = await fetch("/api/v1/map");
  if (!answer.ok) {
    tip.textContent = "The map could not be read. Load the page again.";
    return;
  }
  const map = await answer.json();
  if (map.people.length === 0) {
    tip.textContent = "There are no ties to draw yet.";
    return;
  }
  const circles = [0, 1, 2, 3, 4, 5, 6, 7].map((at) => colour(`--c${at}`));
  const [line, soft, ink] = [colour("--line"), colour("--soft"), colour("--ink")];
  const many = map.people.length > 2000;
  const graph = new graphology.UndirectedGraph();
  const found = new Map();
  const names = document.getElementById("map-names");
  map.people.forEach((one, at) => {
    graph.addNode(at, {
      x: one.x, y: one.y, label: one.name, size: one.loose ? (many ? 2 : 3.5) : (many ? 2 : 3) + 6 * one.depth,
      type: one.loose ? "ring" : "circle", color: one.loose ? soft : circles[Math.min(one.circle ?? 7, 7)],
    });
    found.set(one.name.toLowerCase(), at);
    if (at < 500) {
      const option = document.createElement("option");
      option.value = one.name;
      names.append(option);
    }
  });
  for (const tie of map.ties) graph.addEdge(tie.a, tie.b, { size: 0.3 + tie.strength, color: line });

  let chosen = null;
  let near = new Set();
  const ring = Sigma.rendering.createNodeBorderProgram({
    borders: [
      { size: { value: 0.3 }, color: { attribute: "color" } },
      { size: { fill: true }, color: { value: colour("--sheet") } },
    ],
  });
  const sigma = new Sigma(graph, box, {
    nodeProgramClasses: { ring },
    labelColor: { color: ink }, labelFont: "system-ui, sans-serif", labelSize: 13, labelRenderedSizeThreshold: many ? 9 : 7,
    hideEdgesOnMove: many, zIndex: true, minCameraRatio: 0.02, maxCameraRatio: 2,
    defaultDrawNodeHover: (context, data, settings) => {
      context.font = `600 ${settings.labelSize}px ${settings.labelFont}`;
      const width = context.measureText(data.label).width;
      context.fillStyle = colour("--sheet");
      context.fillRect(data.x + data.size, data.y - 11, width + 14, 22);
      context.fillStyle = ink;
      context.fillText(data.label, data.x + data.size + 7, data.y + 5);
    },
    nodeReducer: (node, data) => {
      if (chosen === null || node === chosen || near.has(node)) return data;
      return { ...data, color: line, label: "", zIndex: 0 };
    },
    edgeReducer: (edge, data) => {
      if (chosen === null) return data;
      return graph.hasExtremity(edge, chosen) ? { ...data, color: soft, size: 1.4 } : { ...data, hidden: true };
    },
  });
  const about = (node) => {
    const one = map.people[node];
    const ties = graph.degree(node);
    const tie = one.loose ? "a loose connection" : `depth ${Math.round(100 * one.depth)} of 100, freshness ${Math.round(100 * one.freshness)}`;
    return `${one.name}${one.role ? `, ${one.role}` : ""}: ${tie}; ${ties} ${ties === 1 ? "tie" : "ties"} here.`;
  };
  const choose = (node) => {
    chosen = node;
    near = new Set(node === null ? [] : graph.neighbors(node));
    if (node !== null) tip.textContent = about(node);
    sigma.refresh({ skipIndexation: true });
  };
  sigma.on("enterNode", ({ node }) => choose(node));
  sigma.on("leaveNode", () => choose(null));
  sigma.on("clickNode", ({ node }) => location.assign(`/people/${map.people[node].id}`));

  const fly = (at) => {
    const place = sigma.getNodeDisplayData(at);
    sigma.getCamera().animate({ x: place.x, y: place.y, ratio: 0.15 }, { duration: 500 });
    choose(String(at));
  };
  document.querySelector("[data-map-find]").addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = document.getElementById("map-q").value.trim().toLowerCase();
    const exact = found.get(wanted);
    const at = exact ?? [...found.entries()].find(([name]) => wanted && name.includes(wanted))?.[1];
    if (at === undefined) tip.textContent = "Nobody of that name is on the map.";
    else fly(at);
  });
  document.querySelector("[data-map-all]").addEventListener("click", () => {
    choose(null);
    sigma.getCamera().animatedReset();
  });
  box.dataset.ready = String(Math.round(performance.now()));
})();
