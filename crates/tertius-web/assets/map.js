// The map: circles in colour, loose connections as rings, a tie at every hover, paths lit up.
"use strict";

(async () => {
  const box = document.getElementById("map");
  const tip = document.querySelector("[data-map-tip]");
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const answer = await fetch(box.dataset.source);
  if (!answer.ok) {
    tip.textContent = "The map could not be read. Load the page again.";
    return;
  }
  const map = await answer.json();
  const n = map.name.length;
  if (n === 0) {
    tip.textContent = "There are no ties to draw yet.";
    return;
  }
  const circles = [0, 1, 2, 3, 4, 5, 6, 7].map((at) => colour(`--c${at}`));
  const [line, soft, ink, accent, sheet] = ["--line", "--soft", "--ink", "--accent", "--sheet"].map(colour);
  const many = n > 2000;
  const graph = new graphology.UndirectedGraph();
  const found = new Map();
  const names = document.getElementById("map-names");
  for (let at = 0; at < n; at += 1) {
    const loose = map.loose[at] === 1;
    const tied = (many ? 1.6 : 3) + ((many ? 4 : 6) * map.depth[at]) / 100;
    graph.addNode(at, {
      x: map.x[at] / 1e4, y: map.y[at] / 1e4, label: map.name[at], size: loose ? (many ? 1.6 : 3.5) : tied,
      type: loose ? "ring" : "circle", color: loose ? soft : circles[map.circle[at] < 0 ? 7 : Math.min(map.circle[at], 7)],
    });
    found.set(map.name[at].toLowerCase(), at);
    if (at < 500) {
      const option = document.createElement("option");
      option.value = map.name[at];
      names.append(option);
    }
  }
  for (let at = 0; at < map.ties.length; at += 3) {
    const strength = map.ties[at + 2] / 100;
    graph.mergeEdge(map.ties[at], map.ties[at + 1], { size: (many ? 0.2 : 0.3) + strength, color: line, strength });
  }

  const litNodes = new Set(map.paths.flat().map(String));
  const litEdges = new Set();
  for (const path of map.paths) {
    for (let at = 1; at < path.length; at += 1) litEdges.add(graph.edge(path[at - 1], path[at]));
  }
  const lit = litNodes.size > 0;

  let chosen = null;
  let near = new Set();
  const ring = Sigma.rendering.createNodeBorderProgram({
    borders: [
      { size: { value: 0.3 }, color: { attribute: "color" } },
      { size: { fill: true }, color: { value: sheet } },
    ],
  });
  const sigma = new Sigma(graph, box, {
    nodeProgramClasses: { ring },
    labelColor: { color: ink }, labelFont: "system-ui, sans-serif", labelSize: 13,
    labelRenderedSizeThreshold: many ? 6 : 7, labelDensity: many ? 0.35 : 1,
    hideEdgesOnMove: many, hideLabelsOnMove: many, enableEdgeEvents: map.ties.length < 12000,
    zIndex: lit, minCameraRatio: 0.02, maxCameraRatio: 2,
    defaultDrawNodeHover: (context, data, settings) => {
      context.font = `600 ${settings.labelSize}px ${settings.labelFont}`;
      const width = context.measureText(data.label).width;
      context.fillStyle = sheet;
      context.fillRect(data.x + data.size, data.y - 11, width + 14, 22);
      context.fillStyle = ink;
      context.fillText(data.label, data.x + data.size + 7, data.y + 5);
    },
    nodeReducer: (node, data) => {
      if (chosen !== null && !many) return node === chosen || near.has(node) ? data : { ...data, color: line, label: "" };
      if (!lit) return data;
      return litNodes.has(node) ? { ...data, size: Math.max(data.size, 6), forceLabel: true, zIndex: 1 } : { ...data, color: line, label: "" };
    },
    edgeReducer: (edge, data) => {
      if (chosen !== null && graph.hasExtremity(edge, chosen)) return { ...data, color: soft, size: 1.4 };
      if (litEdges.has(edge)) return { ...data, color: accent, size: 4, zIndex: 1 };
      return (chosen !== null && !many) || lit ? { ...data, hidden: true } : data;
    },
  });
  const about = (node) => {
    const ties = graph.degree(node);
    const tie = map.loose[node] === 1 ? "a loose connection" : `depth ${map.depth[node]} of 100, freshness ${map.freshness[node]}`;
    return `${map.name[node]}${map.role[node] ? `, ${map.role[node]}` : ""}: ${tie}; ${ties} ${ties === 1 ? "tie" : "ties"} here.`;
  };
  const odds = (strength) => (strength >= 0.95 ? "nearly always" : `${Math.max(1, Math.round(strength * 10))} in 10`);
  const choose = (node) => {
    const changed = [chosen, node].filter((one) => one !== null);
    chosen = node;
    near = new Set(node === null ? [] : graph.neighbors(node));
    if (node !== null) tip.textContent = about(node);
    // Of many, only the ties of two people change: all others need not be drawn up anew.
    const partialGraph = { nodes: changed, edges: changed.flatMap((one) => graph.edges(one)) };
    sigma.refresh(many ? { partialGraph, skipIndexation: true } : { skipIndexation: true });
  };
  sigma.on("enterNode", ({ node }) => choose(node));
  sigma.on("leaveNode", () => choose(null));
  sigma.on("clickNode", ({ node }) => location.assign(`/people/${map.id[node]}`));
  sigma.on("enterEdge", ({ edge }) => {
    const [a, b] = graph.extremities(edge);
    tip.textContent = `${map.name[a]} and ${map.name[b]}: a request passes ${odds(graph.getEdgeAttribute(edge, "strength"))}.`;
  });

  const middle = (nodes) => {
    const places = nodes.map((node) => sigma.getNodeDisplayData(node));
    const mean = (of) => places.reduce((sum, place) => sum + of(place), 0) / places.length;
    const [x, y] = [mean((place) => place.x), mean((place) => place.y)];
    return { x, y, reach: Math.max(...places.map((place) => Math.hypot(place.x - x, place.y - y))) };
  };
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
  if (lit) {
    const { x, y, reach } = middle([...litNodes]);
    sigma.getCamera().setState({ x, y, ratio: Math.min(1, Math.max(0.25, reach * 2.6)) });
    const first = map.paths[0].map((at) => map.name[at]).join(", then ");
    tip.textContent = `The warmest way goes through ${first}.`;
  }
  box.dataset.ready = String(Math.round(performance.now()));
})();
