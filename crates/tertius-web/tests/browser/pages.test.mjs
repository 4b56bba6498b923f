// The pages in a real browser: from an empty vault to the words of an introduction, by keyboard, on phone and desktop,
// in light and dark; no violation of accessibility or of the content policy, no request that leaves the machine.
//
// Takes the program's path in TERTIUS_PROGRAM, a folder of exports in TERTIUS_DEMO, and keeps pictures in
// TERTIUS_PICTURES where it is set.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = process.env.TERTIUS_PICTURES;
const folder = mkdtempSync(join(tmpdir(), "tertius-pages-"));
const trouble = [];
let server, browser, context, page, base;

/** Presses Tab until something has the focus; what no key reaches fails. */
const tabTo = async (wanted) => {
  for (let step = 0; step < 120; step += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail("no key leads there");
};

const filesBelow = (place) => readdirSync(place).flatMap((name) => {
  const path = join(place, name);
  return statSync(path).isDirectory() ? filesBelow(path) : [path];
});

before(async () => {
  const clock = `${process.env.TERTIUS_TODAY}T12:00:00Z`;
  const words = ["--vault", join(folder, "vault.db"), "--json", "--as-of", clock, "serve", "--listen", "127.0.0.1:0"];
  server = spawn(process.env.TERTIUS_PROGRAM, words, { stdio: ["ignore", "pipe", "inherit"] });
  const told = await new Promise((done, fail) => {
    server.stdout.once("data", (data) => done(JSON.parse(data.toString().split("\n")[0])));
    server.once("exit", (code) => fail(new Error(`the server ended with ${code}`)));
  });
  base = `http://${told.address}`;
  browser = await chromium.launch({
    executablePath: process.env.TERTIUS_BROWSER ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--enable-unsafe-swiftshader"],
  });
  context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  page = await context.newPage();
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !/^(data|blob):/.test(url)) trouble.push(`a request left: ${url}`);
  });
  page.on("pageerror", (error) => trouble.push(`a script failed: ${error.message}`));
  await page.exposeFunction("reportViolation", (what) => trouble.push(`content policy: ${what}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      globalThis.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });
  const stranger = await page.goto(`${base}/people`);
  assert.equal(stranger.status(), 401, "a browser without a session is kept out");
  await page.goto(told.link);
});

after(async () => {
  await browser?.close();
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const clean = () => {
  const seen = trouble.splice(0);
  assert.deepEqual(seen, []);
};

test("an empty vault asks for files, reads them and says who one is", async () => {
  assert.equal(new URL(page.url()).pathname, "/import");
  await tabTo(page.locator("input[type=file]"));
  // The window in which files are picked is the machine's own.
  await page.setInputFiles("input[type=file]", filesBelow(process.env.TERTIUS_DEMO));
  await tabTo(page.getByRole("button", { name: "Read them" }));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/import\/\d+$/);
  await page.getByRole("heading", { name: "Read", exact: true }).waitFor({ timeout: 180_000 });
  assert.match(await page.locator("main").innerText(), /people now, 0 before/);
  await tabTo(page.getByRole("link", { name: "Yes, go on" }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /network$/ }).waitFor();
  clean();
});

test("from a goal to the words of an introduction, by keyboard alone", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("engineer");
  await page.keyboard.press("Enter");
  await page.waitForURL(/for=engineer/);
  const card = page.locator(".card").first();
  await card.waitFor();
  await tabTo(card.locator("summary").last());
  await page.keyboard.press("Enter");
  const words = await card.locator(".letter").innerText();
  assert.match(words, /^Hi .+Would you introduce us\?/s);
  await tabTo(card.getByRole("button", { name: "I have asked" }));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/people\//);
  await page.goto(`${base}/privacy`);
  assert.match(await page.locator("main").innerText(), /ask for an introduction/);
  clean();
});

test("search answers while one types, and without a script too", async () => {
  await page.goto(`${base}/people`);
  const all = await page.locator("tbody tr").count();
  await page.locator("#q").pressSequentially("velten");
  await page.waitForFunction((before) => document.querySelectorAll("tbody tr").length < before, all);
  for (const name of await page.locator("tbody .who b").allInnerTexts()) assert.match(name, /velten/i);
  const plain = await browser.newContext({ javaScriptEnabled: false });
  await plain.addCookies(await context.cookies());
  const still = await plain.newPage();
  await still.goto(`${base}/people`);
  await still.locator("#q").fill("velten");
  await still.getByRole("button", { name: "Find", exact: true }).click();
  assert.ok((await still.locator("tbody tr").count()) > 0);
  await plain.close();
  clean();
});

test("facets narrow the list down, by links alone, and typing keeps them", async () => {
  await page.goto(`${base}/people`);
  const facet = page.locator(".facets section", { hasText: "Depth" }).locator("a").first();
  const told = Number((await facet.locator(".n").innerText()).replace(/\D/g, ""));
  await facet.click();
  await page.waitForURL(/depth=/);
  const count = async () => Number((await page.locator(".count").innerText()).replace(/\D/g, ""));
  assert.equal(await count(), told);
  await page.locator("#q").pressSequentially("a");
  await page.waitForFunction((before) => Number(document.querySelector(".count").textContent.replace(/\D/g, "")) !== before, told);
  assert.ok(await count() < told && await page.locator(".facets a[aria-current]").count() === 1);
  await page.goto(`${base}/people`);
  await page.getByRole("link", { name: "The next people" }).click();
  await page.waitForURL(/after=/);
  assert.ok(await page.locator("tbody tr").count() > 0);
  clean();
});

test("a gap is put off, and that is taken back", async () => {
  await page.goto(`${base}/gaps`);
  const first = await page.locator(".card .who b").first().innerText();
  await page.getByRole("button", { name: `Not now: ${first}` }).click();
  await page.getByRole("heading", { name: "Put aside" }).waitFor();
  assert.notEqual(await page.locator(".card .who b").first().innerText(), first);
  await page.getByRole("button", { name: /^Take back/ }).click();
  await page.waitForFunction((name) => document.querySelector(".card .who b").textContent === name, first);
  clean();
});

test("a token opens the API until it is taken back", async () => {
  await page.goto(`${base}/settings`);
  await page.getByLabel("Which program?").fill("a test");
  await page.getByRole("button", { name: "Make a token" }).click();
  const token = await page.locator("#fresh-token").innerText();
  const ask = async () => (await fetch(`${base}/api/v1/people?top=1`, { headers: { authorization: `Bearer ${token}` } })).status;
  assert.equal(await ask(), 200);
  await page.getByRole("button", { name: "Take back: a test" }).click();
  await page.getByText("Take back: a test").waitFor({ state: "detached" });
  assert.equal(await ask(), 401);
  clean();
});

test("an answer has a tag, and the next page a link", async () => {
  const first = await context.request.get(`${base}/api/v1/people?top=2`);
  const tag = first.headers().etag;
  const again = await context.request.get(`${base}/api/v1/people?top=2`, { headers: { "if-none-match": tag } });
  assert.equal(again.status(), 304);
  const next = /<([^>]+)>; rel="next"/.exec(first.headers().link)[1];
  const second = await (await context.request.get(base + next)).json();
  assert.equal((await first.json()).next, next);
  assert.ok(second.people.every((one) => !JSON.stringify(one).includes("undefined")) && second.people.length === 2);
});

test("a pair is settled by one key, and the decision taken back", async () => {
  await page.goto(`${base}/review`);
  await page.locator(".pair").waitFor();
  await page.keyboard.press("d");
  await page.waitForURL(/later=0/);
  await page.getByRole("button", { name: /^Take back/ }).waitFor();
  await page.goto(`${base}/rulings`);
  const rows = await page.locator("tbody tr").count();
  assert.ok(rows > 0);
  await page.getByRole("button", { name: "Take back" }).first().click();
  await page.waitForFunction((n) => document.querySelectorAll("tbody tr").length < n, rows);
  clean();
});

test("the map shows itself and opens a person", async () => {
  await page.goto(`${base}/map`);
  await page.waitForSelector("#map[data-ready]");
  await page.locator("#map-q").fill(await page.locator("tbody .who b").first().innerText());
  await page.getByRole("button", { name: "Fly" }).click();
  const tip = page.locator("[data-map-tip]");
  await page.waitForFunction(() => /depth \d+ of 100/.test(document.querySelector("[data-map-tip]").textContent));
  // Who was flown to lies in the middle, and a press there opens them.
  await page.waitForTimeout(900);
  const box = await page.locator("#map").boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForURL(/\/people\//);
  await page.goto(`${base}/map`);
  await page.waitForSelector("#map[data-ready]");
  const seen = [];
  for (let step = 0; step < 1500 && !/a request passes/.test(seen.at(-1) ?? ""); step += 1) {
    const [x, y] = [(step * 7) % box.width, (step * 13) % box.height];
    await page.mouse.move(box.x + x, box.y + y);
    seen.push(await tip.innerText());
  }
  assert.match(seen.at(-1), /^.+ and .+: a request passes (nearly always|\d+ in 10)\.$/);
  clean();
});

test("keys, wheel and dragging move the map, and what is drawn moves with it", async () => {
  await page.goto(`${base}/map`);
  await page.waitForSelector("#map[data-ready]");
  const box = await page.locator("#map").boundingBox();
  /** How many pixels differ from the sheet, and where their middle is. */
  const drawn = () => page.evaluate(async () => {
    await new Promise((done) => setTimeout(done, 700));
    const canvas = document.querySelector("#map canvas");
    const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let [n, x] = [0, 0];
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] !== data[0] || data[at + 1] !== data[1]) [n, x] = [n + 1, x + (at / 4) % width];
    }
    return { n, x: x / n };
  });
  await page.mouse.move(5, 5);
  await tabTo(page.locator("#map"));
  const whole = await drawn();
  await page.keyboard.press("-");
  await page.keyboard.press("-");
  const far = await drawn();
  assert.ok(far.n < whole.n, "farther is smaller");
  await page.keyboard.press("ArrowLeft");
  const right = await drawn();
  assert.ok(Math.abs(right.x - far.x - 80) < 8, `${far.x} then ${right.x}`);
  const [x, y] = [box.x + 5, box.y + 5];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y);
  await page.mouse.up();
  const dragged = await drawn();
  assert.ok(Math.abs(dragged.x - right.x - 60) < 8, `${right.x} then ${dragged.x}`);
  await page.mouse.wheel(0, -200);
  assert.ok((await drawn()).n > dragged.n, "nearer is larger");
  assert.equal(new URL(page.url()).pathname, "/map");
  clean();
});

test("keys lead from page to page, and a list tells of them", async () => {
  await page.goto(`${base}/`);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.evaluate(axe);
  assert.deepEqual((await page.evaluate(() => globalThis.axe.run())).violations.map((one) => one.id), []);
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await page.waitForURL(/\/loose$/);
  clean();
});

test("files dropped on any page are read", async () => {
  await page.goto(`${base}/people`);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["name,email\nWilma Ostrander,wilma@ostrander.example\n"], "few.csv", { type: "text/csv" }));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await page.waitForURL(/\/import\/\d+$/);
  await page.getByRole("heading", { name: "Read", exact: true }).waitFor({ timeout: 60_000 });
  await page.goto(`${base}/people?q=ostrander`);
  assert.equal(await page.locator("tbody tr").count(), 1);
  clean();
});

test("the way to somebody lights up on the map", async () => {
  await page.goto(`${base}/loose`);
  const far = (await page.locator(".card-head a.who").first().getAttribute("href")).split("/").pop();
  await page.goto(`${base}/path?to=${far}`);
  await page.getByRole("link", { name: "The same on the map" }).click();
  await page.waitForSelector("#map[data-ready]");
  assert.match(await page.locator("[data-map-tip]").innerText(), /^The warmest way goes through .+, then /);
  clean();
});

test("a page of another origin changes nothing", async () => {
  const answer = await context.request.post(`${base}/sources/forget`, {
    form: { source: "any" }, headers: { origin: "http://elsewhere.example" },
  });
  assert.equal(answer.status(), 403);
});

test("every page is accessible, in light and dark, on phone and desktop", async () => {
  await page.goto(`${base}/people`);
  const person = await page.locator("tbody a.who").first().getAttribute("href");
  await page.goto(`${base}/loose`);
  const far = (await page.locator(".card-head a.who").first().getAttribute("href")).split("/").pop();
  const pages = ["/", "/people", "/people?q=nobodyatall", person, "/loose?for=engineer", `/path?to=${far}`, "/reach?to=Tidewright",
    "/gaps", "/keep", "/review", "/rulings", "/changes", "/sources", "/settings", "/privacy", "/me", "/import", "/map", "/nowhere"];
  for (const [scheme, width] of [["light", 1200], ["dark", 1200], ["light", 390], ["dark", 390]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    for (const address of pages) {
      await page.goto(base + address);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
      assert.deepEqual(told, [], `${address} in ${scheme} at ${width}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${address} is ${wide} px too wide at ${width}`);
      if (pictures) {
        mkdirSync(pictures, { recursive: true });
        const name = address.replace(person, "/person").replace(far, "").replace(/[^a-z]+/gi, "-").replace(/^-|-$/g, "") || "home";
        if (address === "/map") await page.waitForSelector("#map[data-ready]");
        await page.screenshot({ path: join(pictures, `${name}-${scheme}-${width}.png`), fullPage: true });
      }
    }
  }
  clean();
});

test("the checks can fail", async () => {
  await page.goto(`${base}/people`);
  await page.evaluate(() => {
    document.querySelector("main").insertAdjacentHTML("beforeend", '<img src="http://127.0.0.1:9/x.png"><button></button>');
  });
    await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.ok(violations.some((one) => one.id === "image-alt") && violations.some((one) => one.id === "button-name"));
  assert.ok(trouble.splice(0).some((one) => one.startsWith("content policy")));
});
