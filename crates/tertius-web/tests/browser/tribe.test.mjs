// A tribe in a real browser: a keeper joins and invites, a member comes by the link in the mail, shares a packet made by the
// program after looking at it, the keeper's search leads through them, and a passkey signs in. Every page is looked at by axe on the way.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = process.env.TERTIUS_PICTURES;
const folder = mkdtempSync(join(tmpdir(), "tertius-tribe-"));
const at = (name) => join(folder, name);
const trouble = [];
let browser, server, address, first;

/** Somebody with a browser of their own. */
const somebody = async (size = { width: 1200, height: 900 }) => {
  const page = await (await browser.newContext({ viewport: size })).newPage();
  page.on("request", (request) => { if (!request.url().startsWith(address)) trouble.push(`a request left: ${request.url()}`); });
  page.on("console", (message) => { if (message.type() === "error") trouble.push(`${page.url()}: ${message.text()}`); });
  return page;
};

/** Opens a page, or takes the one that is open; neither axe nor the policy may find fault. */
const look = async (page, place, name) => {
  if (place) assert.equal((await page.goto(address + place)).status(), 200, place);
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run());
  assert.deepEqual(found.violations.map((one) => `${name}: ${one.id} ${one.nodes[0].html}`), []);
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `tribe-${name}.png`), fullPage: true });
};

/** The link in the newest mail to somebody. */
const mailed = async (to) => {
  for (let tries = 0; tries < 150; tries += 1) {
    let names = [];
    try { names = readdirSync(at("outbox")); } catch { /* no mail yet */ }
    const mails = names.map((name) => readFileSync(at(`outbox/${name}`), "utf8")).filter((mail) => mail.includes(to));
    const links = mails.flatMap((mail) => mail.match(/http:\/\/localhost\S+/)?.[0] ?? []);
    if (links.length) return links.at(-1);
    await sleep(100);
  }
  throw new Error(`no mail came to ${to}`);
};

before(async () => {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  // Browsers give passkeys to names alone, not to addresses in numbers.
  address = `http://localhost:${port}`;
  const words = ["--json", "serve", "--tribe", at("oak.db"), "--found", "oak", "--keeper", "keeper@example.org",
    "--address", address, "--outbox", at("outbox"), "--listen", `127.0.0.1:${port}`];
  server = spawn(process.env.TERTIUS_PROGRAM, words, { stdio: ["ignore", "pipe", "inherit"] });
  const told = await new Promise((resolve) => server.stdout.once("data", (data) => resolve(String(data))));
  first = told.match(/http:\/\/localhost[^\s"]+\/join\/[0-9a-f]+/)[0];
  browser = await chromium.launch({
    executablePath: process.env.TERTIUS_BROWSER ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});

after(async () => {
  await browser?.close();
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

test("from an invitation to a contact found through a member", { timeout: 120_000 }, async () => {
  const keeper = await somebody();
  await keeper.goto(first);
  await look(keeper, null, "join");
  await keeper.fill("input[name=name]", "Mira Holt");
  await keeper.click("button");
  await keeper.waitForURL((url) => !url.pathname.startsWith("/join"));
  await look(keeper, "/keeper", "keeper");
  await keeper.fill("form[action='/keeper/invite'] input[name=email]", "ben@example.org");
  await keeper.click("form[action='/keeper/invite'] button");

  const ben = await somebody({ width: 390, height: 844 });
  await ben.goto(await mailed("ben@example.org"));
  await ben.fill("input[name=name]", "Ben Oduya");
  await ben.click("button");
  await ben.waitForURL((url) => !url.pathname.startsWith("/join"));
  await look(ben, "/members", "members");
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
  await look(ben, "/packets", "packets");
  await ben.setInputFiles("#packet", at("packet.json"));
  await ben.click("form.drop button");
  await ben.waitForURL((url) => url.pathname === "/packets/preview");
  const before = await ben.textContent("main");
  assert.ok(before.includes("Nothing is shared yet") && before.includes("Iris Falk"), before);
  await look(ben, null, "preview");
  await ben.click("form[action='/packets'] button");
  await ben.waitForURL((url) => /^\/packets\/[0-9a-f]+$/.test(url.pathname));
  await look(ben, null, "shared");

  await keeper.goto(address + "/");
  await keeper.fill("input[name=for]", "head of engineering");
  await keeper.press("input[name=for]", "Enter");
  await keeper.waitForURL((url) => url.pathname.startsWith("/search"));
  const found = await keeper.textContent("main");
  assert.ok(found.includes("Iris Falk") && found.includes("Ben Oduya"), found);
  await look(keeper, null, "found");
});

test("a passkey signs in without a mail", { timeout: 60_000 }, async () => {
  const stranger = await (await fetch(`${address}/`)).text();
  assert.ok(stranger.includes("Send me a link"), "a stranger is shown the way in");
  const page = await somebody({ width: 390, height: 844 });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options: {
    protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true,
  } });
  await look(page, "/sign-in", "sign-in");
  await page.fill("input[name=email]", "keeper@example.org");
  await page.click("form[action='/sign-in'] button");
  await page.goto(await mailed("keeper@example.org"));
  await page.click("button");
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto(`${address}/passkeys`);
  await page.fill("#name", "my laptop");
  await page.click("#new-passkey button");
  await page.waitForSelector("li:has-text('my laptop')");
  await look(page, null, "passkeys");
  await page.goto(`${address}/`);
  await page.click("form[action='/sign-out'] button");
  await page.waitForURL((url) => url.pathname === "/sign-in");
  await page.click("#by-passkey button");
  await page.waitForURL((url) => url.pathname === "/");
  assert.ok((await page.textContent("h1")).includes("oak"));
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
  assert.equal(credentials.length, 1);
  const ben = await page.getAttribute("a[href='/members']", "href");
  await page.goto(address + ben);
  await page.click("a[href$='/match']");
  await look(page, null, "match");
  assert.ok((await page.textContent("main")).includes("tertius packet match begin --asker oak/"));
  await look(page, "/matches", "matches");
  await look(page, "/sessions", "sessions");
  await page.click("form[action='/sessions/end'] button");
  await page.waitForURL((url) => url.pathname === "/sign-in");
});

test("nothing was loaded from elsewhere and no policy was broken", () => assert.deepEqual(trouble, []));
