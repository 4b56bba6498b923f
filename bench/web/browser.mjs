// Measures pages in Chromium with software rendering: first contentful paint of the home page, and on the map the time
// until it can be used and the frames a second while it is dragged.
//
//     node browser.mjs LINK [ROUNDS]        playwright-core is looked for beside this file and in target/browser
import { createRequire } from "node:module";
import { join } from "node:path";

const beside = createRequire(join(process.cwd(), "target/browser/index.js"));
const { chromium } = beside("playwright-core");
const [link, rounds = "5"] = process.argv.slice(2);
const base = new URL(link).origin;
const browser = await chromium.launch({
  executablePath: process.env.TERTIUS_BROWSER ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--enable-unsafe-swiftshader"],
});
const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
const page = await context.newPage();
await page.goto(link);
const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)].toFixed(0);
const list = (values) => `median ${middle([...values])} (${values.map((value) => value.toFixed(0)).join(", ")})`;

const paints = [];
for (let round = 0; round < Number(rounds); round += 1) {
  await page.goto(`${base}/`);
  paints.push(await page.evaluate(async () => {
    while (performance.getEntriesByName("first-contentful-paint").length === 0) await new Promise(requestAnimationFrame);
    return performance.getEntriesByName("first-contentful-paint")[0].startTime;
  }));
}
console.log(`home: first contentful paint ms ${list(paints)}`);

const [ready, rates] = [[], []];
for (let round = 0; round < Number(rounds); round += 1) {
  await page.goto(`${base}/map`);
  await page.waitForSelector("#map[data-ready]", { timeout: 60_000 });
  ready.push(await page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now();
  }));
  const box = await page.locator("#map").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.evaluate(() => {
    globalThis.frames_seen = 0;
    const count = () => { globalThis.frames_seen += 1; requestAnimationFrame(count); };
    requestAnimationFrame(count);
  });
  const began = Date.now();
  for (let step = 0; Date.now() - began < 3000; step += 1) {
    await page.mouse.move(x + 200 * Math.sin(step / 10), y + 120 * Math.cos(step / 7));
    await page.waitForTimeout(10);
  }
  rates.push((1000 * await page.evaluate(() => globalThis.frames_seen)) / (Date.now() - began));
  await page.mouse.up();
}
console.log(`map: usable after ms ${list(ready)}; frames a second while dragged ${list(rates)}`);
await browser.close();
