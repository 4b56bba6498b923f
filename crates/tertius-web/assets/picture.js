// Draws many circles and lines, and knows what lies under a point. What they mean it does not know.
//
// Every pixel is worked out here, into an image that the browser only shows: that needs no graphics card, and where
// there is none it is several times faster than WebGL, which then computes the same on the same processor. Lines, the
// expensive part, are laid once for a resting picture, a few milliseconds at a time, into a layer that moves along
// while somebody drags; circles are drawn anew each time.

/** How long the picture has not moved when it counts as resting, in milliseconds. */
const REST_MS = 120;
/** Work on lines between two frames, in milliseconds. */
const SLICE_MS = 12;
/** How dark the darkest crossing of lines is, of one. */
const DARKEST = 0.5;

/** Red, green and blue, 0 to 255, of `#rrggbb`. */
const rgb = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
/** A colour between two, as a pixel of an image. */
const pixel = (from, to, part) => {
  const [r, g, b] = from.map((one, at) => Math.round(one + (to[at] - one) * part));
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
};

/**
 * A picture in a box. `points` are { x, y, radius, colour, ring }, columns of one length, colours as places in the
 * palette, earlier ones on top; `lines` are runs of place, place and strength 0..100. `over` draws on a canvas above,
 * and is told whether the picture rests with all its lines.
 */
export class Picture {
  constructor(box, points, lines, over) {
    Object.assign(this, { box, points, lines, over, n: points.x.length, n_lines: lines.length / 3 });
    const canvas = (wish) => box.appendChild(document.createElement("canvas")).getContext("2d", wish);
    this.sheet = canvas({ alpha: false, willReadFrequently: true });
    this.flat = canvas({ willReadFrequently: true });
    this.camera = { x: 0, y: 0, zoom: 1 };
    this.stays = null;
    this.fit();
    new ResizeObserver(() => {
      if (box.clientWidth !== this.width || box.clientHeight !== this.height) this.fit();
    }).observe(box);
  }

  /** The colours of points; what everything lies on, what lines are drawn in, and what steps back. */
  paint(palette, sheet, ink, back) {
    Object.assign(this, { palette: palette.map(rgb), ground: rgb(sheet), ink: rgb(ink), back: rgb(back) });
    this.rest_soon(0);
  }

  /** Who steps back: nobody, or all whom `stays` does not hold; lines go with them. */
  step_back(stays) {
    this.stays = stays;
    this.draw();
  }

  fit() {
    this.ratio = Math.min(devicePixelRatio, 2);
    [this.width, this.height] = [this.box.clientWidth, this.box.clientHeight];
    const [w, h] = [this.width, this.height].map((side) => Math.max(1, Math.round(side * this.ratio)));
    for (const { canvas } of [this.sheet, this.flat]) [canvas.width, canvas.height] = [w, h];
    this.image = new ImageData(w, h);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.layer = new Uint32Array(w * h);
    this.laid = null;
    const least = Math.min(this.width, this.height);
    // A wide box is filled by stretching the picture a little.
    this.unit = [this.width, this.height].map((side) => 0.46 * Math.min(side, 1.5 * least));
    if (this.palette) this.rest_soon(0);
  }

  /** Where a point of the picture is in the box, in pixels. */
  at(x, y) {
    const { camera, unit } = this;
    return [this.width / 2 + (x - camera.x) * unit[0] * camera.zoom, this.height / 2 - (y - camera.y) * unit[1] * camera.zoom];
  }

  /** How large a circle is drawn, in pixels from its middle. */
  radius(at) {
    return Math.max(1, this.points.radius[at] * this.grow());
  }

  grow() {
    return Math.sqrt(Math.min(Math.max(this.camera.zoom, 0.5), 40));
  }

  /** Moves what lies there by so many pixels. */
  pan(dx, dy) {
    this.camera.x -= dx / this.unit[0] / this.camera.zoom;
    this.camera.y += dy / this.unit[1] / this.camera.zoom;
    this.moved();
  }

  /** Nearer or farther; what lies at a point of the box stays there. */
  zoom(by, px = this.width / 2, py = this.height / 2) {
    const zoom = Math.min(60, Math.max(0.4, this.camera.zoom * by));
    const part = 1 / this.camera.zoom - 1 / zoom;
    this.camera.x += (px - this.width / 2) / this.unit[0] * part;
    this.camera.y -= (py - this.height / 2) / this.unit[1] * part;
    this.camera.zoom = zoom;
    this.moved();
  }

  /** Goes to a place within half a second, or at once where somebody wants no motion. */
  fly({ x, y, zoom }) {
    const [from, began] = [{ ...this.camera }, performance.now()];
    const lasts = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 500;
    const flight = {};
    this.flight = flight;
    const step = () => {
      if (this.flight !== flight) return;
      const part = lasts === 0 ? 1 : Math.min(1, (performance.now() - began) / lasts);
      const eased = part * part * (3 - 2 * part);
      const between = (a, b) => a + (b - a) * eased;
      const near = from.zoom * (zoom / from.zoom) ** eased;
      Object.assign(this.camera, { x: between(from.x, x), y: between(from.y, y), zoom: near });
      this.moved();
      if (part < 1) requestAnimationFrame(step);
    };
    step();
  }

  moved() {
    this.rest_soon(REST_MS);
  }

  /** Draws with the next frame, and lays lines once nothing has moved for so long. */
  rest_soon(ms) {
    this.moves = true;
    this.laying = null;
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.lay(), ms);
    this.draw();
  }

  /** Draws with the next frame. */
  draw() {
    if (this.waits) return;
    this.waits = true;
    requestAnimationFrame(() => { this.waits = false; this.draw_now(); });
  }

  draw_now() {
    const { pixels, image } = this;
    if (this.laid !== null && this.stays === null) this.move_layer();
    else pixels.fill(pixel(this.ground, this.ground, 0));
    for (let at = this.n - 1; at >= 0; at -= 1) this.stamp(at);
    this.sheet.putImageData(image, 0, 0);
    this.flat.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.flat.clearRect(0, 0, this.width, this.height);
    this.over(this.flat, !this.moves);
  }

  /** Puts the layer of lines where it belongs now, however the picture moved since it was laid. */
  move_layer() {
    const { pixels, layer, laid, camera, ratio } = this;
    const [w, h] = [this.image.width, this.image.height];
    const scale = laid.zoom / camera.zoom;
    const zoom = laid.zoom * ratio;
    const left = (camera.x - laid.x) * this.unit[0] * zoom + (w / 2) * (1 - scale);
    const top = (laid.y - camera.y) * this.unit[1] * zoom + (h / 2) * (1 - scale);
    const columns = Int32Array.from({ length: w }, (_, x) => Math.round(x * scale + left));
    const empty = pixel(this.ground, this.ground, 0);
    const first = columns.findIndex((column) => column >= 0 && column < w);
    const last = columns.findLastIndex((column) => column >= 0 && column < w);
    for (let y = 0; y < h; y += 1) {
      const [row, from] = [y * w, Math.round(y * scale + top)];
      if (from < 0 || from >= h || first < 0) {
        pixels.fill(empty, row, row + w);
        continue;
      }
      pixels.fill(empty, row, row + first);
      pixels.fill(empty, row + last + 1, row + w);
      const start = from * w;
      if (scale === 1) pixels.set(layer.subarray(start + columns[first], start + columns[last] + 1), row + first);
      else for (let x = first; x <= last; x += 1) pixels[row + x] = layer[start + columns[x]];
    }
  }

  /** One circle or ring, its rim smoothed. */
  stamp(at) {
    const { image, points, ratio, ground } = this;
    const { width: w, height: h, data } = image;
    const [px, py] = this.at(points.x[at], points.y[at]);
    const [cx, cy, radius] = [px * ratio - 0.5, py * ratio - 0.5, this.radius(at) * ratio];
    const [left, right] = [Math.max(0, Math.ceil(cx - radius - 0.5)), Math.min(w - 1, Math.floor(cx + radius + 0.5))];
    const [top, bottom] = [Math.max(0, Math.ceil(cy - radius - 0.5)), Math.min(h - 1, Math.floor(cy + radius + 0.5))];
    const [r, g, b] = this.stays === null || this.stays.has(at) ? this.palette[points.colour[at]] : this.back;
    const hollow = points.ring[at] === 1 ? radius * 0.62 + 0.5 : 0;
    for (let y = top; y <= bottom; y += 1) {
      for (let x = left; x <= right; x += 1) {
        const far = Math.sqrt((x - cx) * (x - cx) + (y - cy) * (y - cy));
        const cover = Math.min(1, radius + 0.5 - far);
        if (cover <= 0) continue;
        const inner = Math.min(1, Math.max(0, hollow - far));
        const place = 4 * (y * w + x);
        data[place] += (r + (ground[0] - r) * inner - data[place]) * cover;
        data[place + 1] += (g + (ground[1] - g) * inner - data[place + 1]) * cover;
        data[place + 2] += (b + (ground[2] - b) * inner - data[place + 2]) * cover;
      }
    }
  }

  /** Lays the lines of the resting picture, a slice of them with each frame. */
  lay() {
    const laying = { weights: new Float32Array(this.layer.length), next: 0, camera: { ...this.camera } };
    this.laying = laying;
    const slice = () => {
      if (this.laying !== laying) return;
      for (const ends = performance.now() + SLICE_MS; laying.next < this.n_lines && performance.now() < ends;) {
        for (const to = Math.min(this.n_lines, laying.next + 100); laying.next < to; laying.next += 1) {
          this.trace(laying.weights, laying.next);
        }
      }
      if (laying.next < this.n_lines) {
        requestAnimationFrame(slice);
        return;
      }
      this.tone(laying.weights);
      this.laid = laying.camera;
      this.moves = false;
      this.draw();
    };
    slice();
  }

  /** Adds one line to the weights of the pixels under it, shared between the two that it passes between (Wu 1991). */
  trace(weights, line) {
    const { lines, points, ratio } = this;
    const [w, h] = [this.image.width, this.image.height];
    const [a, b] = [lines[3 * line], lines[3 * line + 1]];
    let [ax, ay] = this.at(points.x[a], points.y[a]);
    let [bx, by] = this.at(points.x[b], points.y[b]);
    ax *= ratio; ay *= ratio; bx *= ratio; by *= ratio;
    const steep = Math.abs(by - ay) > Math.abs(bx - ax);
    if (steep) [ax, ay, bx, by] = [ay, ax, by, bx];
    if (ax > bx) [ax, ay, bx, by] = [bx, by, ax, ay];
    const [along, across] = steep ? [h, w] : [w, h];
    const [step_along, step_across] = steep ? [w, 1] : [1, w];
    const slope = bx > ax ? (by - ay) / (bx - ax) : 0;
    // Only what lies in the image: along it, then across.
    let [from, to] = [Math.max(0, Math.round(ax)), Math.min(along - 1, Math.round(bx))];
    if (slope !== 0) {
      const [p, q] = [ax - ay / slope, ax + (across - 2 - ay) / slope];
      from = Math.max(from, Math.ceil(Math.min(p, q)));
      to = Math.min(to, Math.floor(Math.max(p, q)));
    } else if (ay < 0 || ay > across - 2) return;
    const weight = 0.25 + (0.75 * lines[3 * line + 2]) / 100;
    for (let major = from, minor = ay + slope * (from - ax); major <= to; major += 1, minor += slope) {
      const whole = minor | 0;
      const part = (minor - whole) * weight;
      const place = major * step_along + whole * step_across;
      weights[place] += weight - part;
      weights[place + step_across] += part;
    }
  }

  /** Weights as colours, by their logarithm: one line can be seen, and a thousand that cross are not one blot. */
  tone(weights) {
    const most = weights.reduce((most, weight) => (weight > most ? weight : most), 1);
    const shades = Uint32Array.from({ length: 256 }, (_, at) => pixel(this.ground, this.ink, (DARKEST * at) / 255));
    const scale = 255 / Math.log1p(4 * most);
    for (let at = 0; at < weights.length; at += 1) {
      this.layer[at] = shades[weights[at] === 0 ? 0 : Math.log1p(4 * weights[at]) * scale | 0];
    }
  }

  /** The circle at a point of the box, with a little room around it; the uppermost of several, or nothing. */
  circle_at(px, py) {
    let [found, nearest] = [null, 0];
    for (let at = 0; at < this.n; at += 1) {
      const [x, y] = this.at(this.points.x[at], this.points.y[at]);
      const inside = Math.max(this.radius(at), 5) + 2 - Math.hypot(px - x, py - y);
      if (inside > nearest) [found, nearest] = [at, inside];
    }
    return found;
  }

  /** The line at a point of the box: its number, or nothing. */
  line_at(px, py) {
    if (this.stays !== null) return null;
    const { points, lines } = this;
    const { x, y, zoom } = this.camera;
    const [ux, uy] = this.unit.map((part) => part * zoom);
    // In pixels from the point, without an array for each end: there are a hundred thousand.
    const [left, top] = [this.width / 2 - px - x * ux, this.height / 2 - py + y * uy];
    let [found, nearest] = [null, 16];
    for (let at = 0; at < this.n_lines; at += 1) {
      const [a, b] = [lines[3 * at], lines[3 * at + 1]];
      const ax = left + points.x[a] * ux;
      const ay = top - points.y[a] * uy;
      const dx = left + points.x[b] * ux - ax;
      const dy = top - points.y[b] * uy - ay;
      const along = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
      const far = (ax + along * dx) ** 2 + (ay + along * dy) ** 2;
      if (far < nearest) [found, nearest] = [at, far];
    }
    return found;
  }
}
