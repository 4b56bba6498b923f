// Three people in real browsers with a real mail server between: a member asks, a friend vouches by the link in a mail, a third
// person without an account says yes on a phone. Links in mails are followed without any script.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = process.env.TERTIUS_PICTURES;
const folder = mkdtempSync(join(tmpdir(), "tertius-asking-"));
const at = (name) => join(folder, name);
const port = () => 20_000 + Math.floor(Math.random() * 20_000);
const phone = { width: 390, height: 844 };
const trouble = [];
let browser, server, mails, address, first;

/** Somebody with a browser of their own. */
const somebody = async (size, javaScriptEnabled = true) => {
  const page = await (await browser.newContext({ viewport: size, javaScriptEnabled })).newPage();
  page.on("request", (request) => { if (!request.url().startsWith(address)) trouble.push(`a request left: ${request.url()}`); });
  page.on("console", (message) => { if (message.type() === "error") trouble.push(`${page.url()}: ${message.text()}`); });
  return page;
};

/** Looks at the page that is open: no fault for axe, nothing beside the screen. */
const look = async (page, name) => {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run());
  assert.deepEqual(found.violations.map((one) => `${name}: ${one.id} ${one.nodes[0].html}`), []);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${name} is ${over} pixels wider than the screen`);
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `asking-${name}.png`), fullPage: true });
};

const seen = new Set();
/** The newest mail to somebody that was not read yet, as text, with its links by kind. */
const mailed = async (to) => {
  for (let tries = 0; tries < 200; tries += 1) {
    let names = [];
    try { names = readdirSync(at("mails/new")); } catch { /* no mail yet */ }
    for (const name of names.sort()) {
      const raw = readFileSync(at(`mails/new/${name}`), "utf8");
      if (seen.has(name) || !raw.includes(`<${to}>`) && !raw.includes(`To: ${to}`)) continue;
      seen.add(name);
      const [part] = raw.split(/--=_\S+\r?\n/).slice(1);
      const [head, ...body] = part.split(/\r?\n\r?\n/);
      const text = head.includes("base64") ? Buffer.from(body.join(""), "base64").toString("utf8") : body.join("\n\n");
      const link = (kind) => text.match(new RegExp(`http://127\\S+/${kind}/\\S+`))?.[0];
      return { raw, text, link };
    }
    await sleep(100);
  }
  throw new Error(`no mail came to ${to}`);
};

before(async () => {
  const smtp = port();
  mails = spawn("aiosmtpd", ["-n", "-c", "aiosmtpd.handlers.Mailbox", "-l", `127.0.0.1:${smtp}`, at("mails")], { stdio: "ignore" });
  for (let tries = 0; tries < 100; tries += 1) {
    const open = await new Promise((resolve) => {
      const socket = connect(smtp, "127.0.0.1", () => { socket.end(); resolve(true); });
      socket.on("error", () => resolve(false));
    });
    if (open) break;
    await sleep(100);
  }
  const here = port();
  address = `http://127.0.0.1:${here}`;
  const words = ["--json", "serve", "--tribe", at("oak.db"), "--found", "oak", "--keeper", "mira@example.org", "--address", address,
    "--smtp", `smtp://127.0.0.1:${smtp}`, "--from", "tribe@example.org", "--listen", `127.0.0.1:${here}`];
  server = spawn(process.env.TERTIUS_PROGRAM, words, { stdio: ["ignore", "pipe", "inherit"] });
  const told = await new Promise((resolve) => server.stdout.once("data", (data) => resolve(String(data))));
  first = told.match(/http:\/\/127[^\s"]+\/join\/[0-9a-f]+/)[0];
  browser = await chromium.launch({
    executablePath: process.env.TERTIUS_BROWSER ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});

after(async () => {
  await browser?.close();
  server?.kill();
  mails?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a link of a mail: looked at by everybody's programs first, then used without any script on a phone. */
const follow = async (link, name) => {
  const looker = await somebody(phone);
  assert.equal((await looker.goto(link)).status(), 200, link);
  await look(looker, name);
  await looker.context().close();
  const page = await somebody(phone, false);
  assert.equal((await page.goto(link)).status(), 200, link);
  return page;
};

const join_ = async (page, link, name) => {
  await page.goto(link);
  await page.fill("input[name=name]", name);
  await page.click("button");
  await page.waitForURL((url) => !url.pathname.startsWith("/join"));
};

test("a friend vouches, a stranger says yes, and it is told", { timeout: 180_000 }, async () => {
  const mira = await somebody({ width: 1200, height: 900 });
  await join_(mira, first, "Mira Holt");
  await mira.goto(`${address}/keeper`);
  await mira.fill("form[action='/keeper/invite'] input[name=email]", "ben@example.org");
  await mira.click("form[action='/keeper/invite'] button");
  const ben = await somebody(phone);
  await join_(ben, (await mailed("ben@example.org")).link("join"), "Ben Oduya");
  await ben.goto(`${address}/members`);
  await ben.check("input[name=shows][value=named]");
  await ben.click("form[action='/me'] button");
  writeFileSync(at("Connections.csv"), "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n" +
    "Iris,Falk,https://www.linkedin.com/in/iris-falk-3,,Fernlight,Head of Engineering,03 Mar 2018\n");
  const program = (...words) => {
    const run = spawnSync(process.env.TERTIUS_PROGRAM, ["--vault", at("ben.db"), "--quiet", ...words], { cwd: folder, encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
  };
  program("import", "Connections.csv");
  program("packet", "make", "--for", "tribe:oak", "--name", "Ben Oduya", "--top", "5", "--out", "packet.json");
  await ben.goto(`${address}/packets`);
  await ben.setInputFiles("#packet", at("packet.json"));
  await ben.click("form.drop button");
  await ben.waitForURL((url) => url.pathname === "/packets/preview");
  await ben.click("form[action='/packets'] button");
  await ben.waitForURL((url) => /^\/packets\/[0-9a-f]+$/.test(url.pathname));

  await mira.goto(`${address}/search?for=head+of+engineering`);
  await look(mira, "found");
  await mira.click("text=Ask Ben Oduya to introduce you");
  await look(mira, "new");
  await mira.click("text=Make a draft");
  await mira.waitForURL((url) => /introductions\/[0-9a-f]{16}$/.test(url.pathname));
  await look(mira, "draft");
  const place = mira.url();
  await mira.click("text=Send it");
  await mira.waitForURL(place);
  await look(mira, "asked");

  const request = await mailed("ben@example.org");
  assert.ok(request.raw.includes("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
  const bens = await follow(request.link("answer"), "connector");
  await bens.fill("#endorsement", "Mira ran our plant in Ghent. She listens first.");
  await bens.fill("#target_address", "iris@example.net");
  await bens.click("text=Ask Iris Falk");
  assert.ok((await bens.textContent("main")).includes("on its way"));
  if (pictures) await bens.screenshot({ path: join(pictures, "asking-done.png") });
  assert.ok(!(await mailed("mira@example.org")).text.includes("iris@example.net"));

  const iris = await follow((await mailed("iris@example.net")).link("answer"), "target");
  assert.ok((await iris.textContent("main")).includes("She listens first."));
  await iris.click("text=Yes, gladly");
  assert.ok((await iris.textContent("main")).includes("Thank you"));
  assert.ok((await mailed("mira@example.org")).text.includes("iris@example.net"));
  const met = await mailed("iris@example.net");
  const outcome = await follow(met.link("outcome"), "outcome");
  await outcome.click("text=We met or talked");
  const out = await follow(met.link("never"), "never");
  await out.click("text=Never again");
  assert.ok((await out.textContent("main")).includes("no such letter"));

  await mira.goto(place);
  await look(mira, "introduced");
  assert.ok((await mira.textContent("main")).includes("iris@example.net"));
  await mira.click("text=A deal was made");
  await mira.waitForURL(place);
  await mira.click("text=Send the thanks");
  assert.ok((await mailed("ben@example.org")).text.includes("Thank you"));
  await mira.goto(`${address}/stories`);
  await mira.fill("#words", "Ben led me to somebody at Fernlight, and we build together now.");
  await mira.click("text=Ask them");
  await ben.goto(`${address}/stories`);
  await look(ben, "stories");
  await ben.click("text=It may be told");
  await ben.goto(`${address}/doors`);
  await look(ben, "doors");
  assert.ok((await ben.textContent("main")).includes("Mira Holt"));
  await ben.goto(`${address}/introductions`);
  await look(ben, "introductions");
  await ben.goto(`${address}/budget`);
  await look(ben, "limits");
  await ben.fill("input[name=cool_down]", "0");
  await ben.click("button:text-is('Keep')");
  await ben.waitForURL(`${address}/budget`);
  assert.equal(await ben.inputValue("input[name=cool_down]"), "0");
});

test("a question goes to who can help and comes back", { timeout: 120_000 }, async () => {
  const mira = await somebody(phone);
  await mira.goto(`${address}/sign-in`);
  await mira.fill("#email", "mira@example.org");
  await mira.click("button");
  await mira.goto((await mailed("mira@example.org")).link("sign-in"));
  await mira.click("button");
  await mira.waitForURL(`${address}/`);
  await mira.goto(`${address}/asks`);
  await look(mira, "asks");
  await mira.fill("#goal", "somebody at Fernlight");
  await mira.fill("#question", "Who knows how Fernlight chooses its suppliers?");
  await mira.click("text=Make a draft");
  await mira.waitForURL((url) => /asks\/[0-9a-f]{16}$/.test(url.pathname));
  await look(mira, "ask-draft");
  const place = mira.url();
  await mira.click("text=Send it");
  await mira.waitForURL(place);
  const question = await mailed("ben@example.org");
  assert.ok(question.text.includes("you know somebody at Fernlight"));
  const ben = await follow(question.link("answer"), "question");
  await ben.fill("#text", "By tender, every spring. I can tell you whom to ask.");
  await ben.click("text=Send the answer");
  assert.ok((await mailed("mira@example.org")).text.includes("By tender"));
  await mira.goto(place);
  await look(mira, "answered");
  await mira.click("text=Thank everybody on its way");
  await mira.waitForURL(place);
  await mira.goto(`${address}/budget`);
  await look(mira, "budget");
});

test("nothing was loaded from elsewhere and no policy was broken", () => assert.deepEqual(trouble, []));
