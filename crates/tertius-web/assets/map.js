// The map: circles in colour, loose connections as rings, a tie at every hover, paths lit up. `picture.js` draws it.

import { Picture } from "/assets/picture.js";

const box = document.getElementById("map");
const tip = document.querySelector("[data-map-tip]");
/** From how many people on circles are small, and pointing at one lets the others be. */
const MANY = 2000;
/** Names written into the picture at one time. */
const NAMED = 45;

/** The map's data, or nothing where the words say why. */
const read = async () => {
  const answer = await fetch(box.dataset.source).catch(() => null);
  if (!answer?.ok) {
    tip.textContent = "The map could not be read. Load the page again.";
    return null;
  }
  const map = await answer.json();
  if (map.name.length > 0) return map;
  box.hidden = true;
  tip.textContent = "There are no ties to draw yet. Mail, a calendar or an address book with groups brings them.";
  return null;
};

/** How circles look: the deeper the tie, the larger; a loose connection is a ring. */
const looks = (map) => {
  const many = map.name.length > MANY;
  return {
    x: map.x.map((part) => part / 1e4), y: map.y.map((part) => part / 1e4), ring: map.loose,
    radius: map.depth.map((depth, at) => (map.loose[at] === 1 ? (many ? 1.8 : 3.5) : (many ? 1.8 : 3) + (many ? 5 : 6) * depth / 100)),
    colour: map.circle.map((circle, at) => (map.loose[at] === 1 ? 8 : circle < 0 ? 7 : Math.min(circle, 7))),
  };
};

/** The lines that end at each circle, one after another: those of `at` are from `first[at]` to `first[at + 1]`. */
const lines_of = (n, ties) => {
  const first = new Uint32Array(n + 1);
  for (let at = 0; at < ties.length; at += 1) if (at % 3 < 2) first[ties[at] + 1] += 1;
  for (let at = 0; at < n; at += 1) first[at + 1] += first[at];
  const [next, lines] = [first.slice(), new Uint32Array(first[n])];
  for (let line = 0; 3 * line < ties.length; line += 1) {
    for (const end of [ties[3 * line], ties[3 * line + 1]]) lines[next[end]++] = line;
  }
  return (at) => lines.subarray(first[at], first[at + 1]);
};

const show = (map) => {
  const n = map.name.length;
  const few = n <= MANY;
  const lines = lines_of(n, map.ties);
  const ends = (line) => [map.ties[3 * line], map.ties[3 * line + 1]];
  const lit = new Set(map.paths.flat());
  let colours;
  let chosen = null;
  let near = null;

  const stroke = (flat, lines, colour, width) => {
    flat.strokeStyle = colour;
    flat.lineWidth = width;
    flat.beginPath();
    for (const [a, b] of lines) {
      flat.moveTo(...picture.at(points.x[a], points.y[a]));
      flat.lineTo(...picture.at(points.x[b], points.y[b]));
    }
    flat.stroke();
  };
  const dot = (flat, at, colour, radius) => {
    flat.fillStyle = colour;
    flat.beginPath();
    flat.arc(...picture.at(points.x[at], points.y[at]), radius, 0, 7);
    flat.fill();
  };
  /** Names where there is room, the first ones first. */
  const write = (flat, people, most) => {
    const taken = [];
    flat.font = "13px system-ui, sans-serif";
    flat.lineJoin = "round";
    flat.lineWidth = 3;
    for (const at of people) {
      const [x, y] = picture.at(points.x[at], points.y[at]);
      if (x < 0 || y < 10 || x > picture.width || y > picture.height - 6) continue;
      const left = x + picture.radius(at) + 3;
      const right = left + flat.measureText(map.name[at]).width;
      if (right > picture.width || taken.some((one) => left < one.right + 8 && right > one.left - 8 && Math.abs(y - one.y) < 18)) continue;
      taken.push({ left, right, y });
      flat.strokeStyle = colours.sheet;
      flat.strokeText(map.name[at], left, y + 4);
      flat.fillStyle = colours.ink;
      flat.fillText(map.name[at], left, y + 4);
      if (taken.length === most) return;
    }
  };
  const over = (flat, rests) => {
    if (rests) box.dataset.ready ??= String(Math.round(performance.now()));
    for (const path of map.paths) stroke(flat, path.slice(1).map((at, before) => [path[before], at]), colours.accent, 4);
    for (const at of lit) dot(flat, at, colours.accent, Math.max(6, picture.radius(at)));
    if (chosen !== null) {
      stroke(flat, Array.from(lines(chosen), ends), colours.soft, 1.4);
      for (const at of near) if (at !== chosen) dot(flat, at, colours.palette[points.colour[at]], picture.radius(at));
      dot(flat, chosen, colours.accent, picture.radius(chosen) + 2);
      write(flat, [chosen], 1);
    } else if (rests) {
      write(flat, lit.size > 0 ? lit : map.name.keys(), lit.size > 0 ? lit.size : Math.min(NAMED, picture.width / 20));
    }
  };
  const points = looks(map);
  const picture = new Picture(box, points, map.ties, over);
  const paint = () => {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const palette = [..."01234567"].map((at) => colour(`--c${at}`));
    colours = { palette: [...palette, colour("--soft")] };
    for (const name of ["ink", "soft", "accent", "sheet"]) colours[name] = colour(`--${name}`);
    picture.paint(colours.palette, colours.sheet, colours.soft, colour("--line"));
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  paint();

  const about = (at) => {
    const ties = lines(at).length;
    const tie = map.loose[at] === 1 ? "a loose connection" : `depth ${map.depth[at]} of 100, freshness ${map.freshness[at]}`;
    return `${map.name[at]}${map.role[at] ? `, ${map.role[at]}` : ""}: ${tie}; ${ties} ${ties === 1 ? "tie" : "ties"} here.`;
  };
  const odds = (part) => (part >= 95 ? "nearly always" : `${Math.max(1, Math.round(part / 10))} in 10`);
  const choose = (at) => {
    if (at === chosen) return;
    chosen = at;
    near = at === null ? null : new Set([at, ...Array.from(lines(at), ends).flat()]);
    if (at !== null) tip.textContent = about(at);
    if (few && lit.size === 0) picture.step_back(near);
    else picture.draw();
  };
  const point = (x, y) => {
    const at = picture.circle_at(x, y);
    choose(at);
    box.style.cursor = at === null ? "" : "pointer";
    if (at !== null) return;
    const line = picture.line_at(x, y);
    if (line === null) return;
    const [a, b] = ends(line);
    tip.textContent = `${map.name[a]} and ${map.name[b]}: a request passes ${odds(map.ties[3 * line + 2])}.`;
  };
  moves(picture, point, (x, y) => {
    const at = picture.circle_at(x, y);
    if (at !== null) location.assign(`/people/${map.id[at]}`);
  });
  const whole = () => {
    choose(null);
    picture.fly({ x: 0, y: 0, zoom: 1 });
  };
  keys(picture, whole);
  document.querySelector("[data-map-all]").addEventListener("click", whole);
  for (const button of document.querySelectorAll("[data-map-zoom]")) {
    button.addEventListener("click", () => picture.zoom(Number(button.dataset.mapZoom)));
  }
  search(map, (at) => {
    choose(at);
    picture.fly({ x: points.x[at], y: points.y[at], zoom: 6 });
  });
  if (lit.size > 0) {
    picture.step_back(lit);
    const middle = (of) => [...lit].reduce((sum, at) => sum + of[at], 0) / lit.size;
    const [x, y] = [middle(points.x), middle(points.y)];
    const reach = Math.max(...[...lit].map((at) => Math.hypot(points.x[at] - x, points.y[at] - y)));
    Object.assign(picture.camera, { x, y, zoom: Math.min(4, Math.max(1, 0.7 / reach)) });
    tip.textContent = `The warmest way goes through ${map.paths[0].map((at) => map.name[at]).join(", then ")}.`;
  }
};

/** Mouse, pen and fingers: drag to move, wheel or two fingers to come nearer, press a circle to open it. */
const moves = (picture, point, open) => {
  const down = new Map();
  let travelled = 0;
  const spot = (event) => {
    const { left, top } = box.getBoundingClientRect();
    return [event.clientX - left - box.clientLeft, event.clientY - top - box.clientTop];
  };
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    box.setPointerCapture(event.pointerId);
    if (down.size === 0) travelled = 0;
    picture.flight = null;
    down.set(event.pointerId, spot(event));
  });
  box.addEventListener("pointermove", (event) => {
    const [x, y] = spot(event);
    const before = down.get(event.pointerId);
    if (!before) {
      if (event.pointerType === "mouse") point(x, y);
      return;
    }
    const [dx, dy] = [x - before[0], y - before[1]];
    travelled += Math.abs(dx) + Math.abs(dy);
    if (down.size === 2) {
      const other = [...down].find(([id]) => id !== event.pointerId)[1];
      const far = (one) => Math.max(20, Math.hypot(one[0] - other[0], one[1] - other[1]));
      picture.zoom(far([x, y]) / far(before), (x + other[0]) / 2, (y + other[1]) / 2);
      picture.pan(dx / 2, dy / 2);
    } else picture.pan(dx, dy);
    down.set(event.pointerId, [x, y]);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    box.addEventListener(end, (event) => {
      if (down.delete(event.pointerId) && end === "pointerup" && travelled < 6) open(...spot(event));
    });
  }
  box.addEventListener("pointerleave", () => { if (down.size === 0) point(-99, -99); });
  box.addEventListener("wheel", (event) => {
    event.preventDefault();
    picture.flight = null;
    const lines = event.deltaMode === 1 ? 20 : 1;
    picture.zoom(Math.exp(-lines * event.deltaY / 400), ...spot(event));
  }, { passive: false });
};

/** Arrows move, plus and minus zoom, nought shows all. */
const keys = (picture, whole) => {
  const acts = {
    ArrowLeft: () => picture.pan(80, 0), ArrowRight: () => picture.pan(-80, 0),
    ArrowUp: () => picture.pan(0, 80), ArrowDown: () => picture.pan(0, -80),
    "+": () => picture.zoom(1.4), "=": () => picture.zoom(1.4), "-": () => picture.zoom(1 / 1.4), 0: whole,
  };
  box.addEventListener("keydown", (event) => {
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    picture.flight = null;
    act();
  });
};

/** The field that flies to somebody: a whole name first, then a part of one. */
const search = (map, fly) => {
  const names = map.name.map((name) => name.toLowerCase());
  document.getElementById("map-names").append(...map.name.slice(0, 500).map((name) => {
    const option = document.createElement("option");
    option.value = name;
    return option;
  }));
  document.querySelector("[data-map-find]").addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = document.getElementById("map-q").value.trim().toLowerCase();
    const exact = names.indexOf(wanted);
    const at = exact >= 0 || wanted === "" ? exact : names.findIndex((name) => name.includes(wanted));
    if (at < 0) tip.textContent = "Nobody of that name is on the map.";
    else fly(at);
  });
};

const map = await read();
if (map !== null) show(map);
