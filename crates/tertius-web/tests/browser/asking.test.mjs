// Three people in real browsers with a real mail server between: a member asks, a friend vouches by the link in a mail, a third
// person without an account says yes on a phone. Links in mails are followed without any script. Another answers by replying: their
// mail goes to a mailbox that Dovecot serves, and the server reads it there.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
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
let browser, server, mails, box, replies, address, first;
const intoBox = port();

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

const answers = async (at) => {
  for (let tries = 0; tries < 200; tries += 1) {
    const open = await new Promise((resolve) => {
      const socket = connect(at, "127.0.0.1", () => { socket.end(); resolve(true); });
      socket.on("error", () => resolve(false));
    });
    if (open) return;
    await sleep(50);
  }
  throw new Error(`nobody answers at ${at}`);
};

/** The tribe's own mailbox: mail goes in by SMTP and is served by Dovecot. Root may not read mail there, so somebody else does. */
const openBox = () => {
  const place = at("box");
  for (const part of ["", "mails", "mails/new", "mails/cur", "mails/tmp"]) {
    mkdirSync(join(place, part), { recursive: true });
    chmodSync(join(place, part), 0o777);
  }
  chmodSync(folder, 0o755);
  const imap = port();
  const id = (flag) => spawnSync("id", [flag], { encoding: "utf8" }).stdout.trim();
  const [user, group] = [userInfo().username, id("-gn")];
  const [reader, readers] = user === "root" ? ["nobody", "nogroup"] : [user, group];
  const settings = readFileSync(process.env.TERTIUS_DOVECOT, "utf8")
    .replaceAll("READERS", readers).replaceAll("READER", reader).replaceAll("PORT", imap).replaceAll("PLACE", place)
    .replaceAll("USER", user).replaceAll("GROUP", group);
  writeFileSync(at("dovecot.conf"), settings);
  const dovecot = ["/usr/sbin/dovecot", "/usr/bin/dovecot"].find((path) => existsSync(path)) ?? "dovecot";
  box = spawn(dovecot, ["-F", "-c", at("dovecot.conf")], { stdio: "ignore" });
  replies = spawn("aiosmtpd", ["-n", "-c", "aiosmtpd.handlers.Mailbox", "-l", `127.0.0.1:${intoBox}`, join(place, "mails")], { stdio: "ignore" });
  return imap;
};

/** Somebody presses "reply" in their mail program. */
const reply = (mail, from, text) => {
  const id = mail.raw.match(/^Message-ID: (\S+)/mi)[1];
  const source = `From: ${from}\r\nTo: tribe@example.org\r\nSubject: Re: hello\r\nIn-Reply-To: ${id}\r\nMessage-ID: <${Math.random()}@x.example>\r\n\r\n${text}\r\n`;
  const script = "import smtplib,sys; smtplib.SMTP('127.0.0.1', int(sys.argv[1])).sendmail(sys.argv[2], ['tribe@example.org'], sys.stdin.read())";
  const run = spawnSync("python3", ["-c", script, String(intoBox), from], { input: source, encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
};

before(async () => {
  const smtp = port();
  const imap = openBox();
  await answers(imap);
  await answers(intoBox);
  mails = spawn("aiosmtpd", ["-n", "-c", "aiosmtpd.handlers.Mailbox", "-l", `127.0.0.1:${smtp}`, at("mails")], { stdio: "ignore" });
  await answers(smtp);
  const here = port();
  address = `http://127.0.0.1:${here}`;
  const words = ["--json", "serve", "--tribe", at("oak.db"), "--found", "oak", "--keeper", "mira@example.org", "--address", address,
    "--smtp", `smtp://127.0.0.1:${smtp}`, "--from", "tribe@example.org", "--listen", `127.0.0.1:${here}`,
    "--imap", `imap://tribe%40example.org@127.0.0.1:${imap}`];
  const env = { ...process.env, TERTIUS_IMAP_PASSWORD: "open-sesame" };
  server = spawn(process.env.TERTIUS_PROGRAM, words, { stdio: ["ignore", "pipe", "inherit"], env });
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
  replies?.kill();
  const closed = box && new Promise((resolve) => box.once("exit", resolve));
  box?.kill();
  await closed;
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

const signIn = async (page) => {
  await page.goto(`${address}/sign-in`);
  await page.fill("#email", "mira@example.org");
  await page.click("button");
  await page.goto((await mailed("mira@example.org")).link("sign-in"));
  await page.click("button");
  await page.waitForURL(`${address}/`);
};

test("friend and stranger answer by replying to the mail", { timeout: 120_000 }, async () => {
  const mira = await somebody(phone);
  await signIn(mira);
  await mira.goto(`${address}/introductions/new`);
  await mira.selectOption("select[name=connector]", { label: "Ben Oduya" });
  await mira.fill("input[name=target]", "Tomas Berg");
  await mira.fill("#goal", "sail repair");
  await mira.click("text=Make a draft");
  await mira.waitForURL((url) => /introductions\/[0-9a-f]{16}$/.test(url.pathname));
  const place = mira.url();
  await mira.click("text=Send it");
  await mira.waitForURL(place);
  reply(await mailed("ben@example.org"), "ben@example.org", "Yes, tomas@example.net\r\n\r\n> Would you introduce me?");
  assert.ok(!(await mailed("mira@example.org")).text.includes("tomas@example.net"));
  reply(await mailed("tomas@example.net"), "Tomas <tomas@example.net>", "Yes, gladly!");
  const met = await mailed("mira@example.org");
  assert.ok(met.raw.includes("Tomas Berg") && !met.text.includes("tomas@example.net"), "a yes by mail gives the name alone");
  assert.ok((await mailed("tomas@example.net")).text.includes("mira@example.org"));
  await mira.goto(place);
  assert.ok((await mira.textContent("main")).includes("Introduced"));
  await mira.goto(`${address}/replies`);
  await look(mira, "reply");
});

test("a question goes to who can help and comes back", { timeout: 120_000 }, async () => {
  const mira = await somebody(phone);
  await signIn(mira);
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
