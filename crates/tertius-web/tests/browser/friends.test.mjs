// Two friends, from zero: Ben installs nothing and makes a packet with the contribution page; Mira imports it and finds
// a path through him. The page is a file: no server, no request, no violation of its policy or of accessibility.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = process.env.TERTIUS_PICTURES;
const folder = mkdtempSync(join(tmpdir(), "tertius-friends-"));
const at = (name) => join(folder, name);
const trouble = [];
let browser, page;

const program = (vault, ...words) => {
  const run = spawnSync(process.env.TERTIUS_PROGRAM, ["--vault", at(vault), "--json", ...words], { cwd: folder, encoding: "utf8" });
  return { code: run.status, told: run.stdout ? JSON.parse(run.stdout) : null, error: run.stderr };
};

// As LinkedIn writes it: notes before the header, an empty row, percent-encoded profiles, a comma in a name.
const CONNECTIONS = `Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Iris,"Falk, PhD",https://www.linkedin.com/in/iris-falk-3,iris@fernlight.example,Fernlight,Head of Engineering,03 Mar 2018
José,Ñandú,https://www.linkedin.com/in/jos%C3%A9-%C3%B1and%C3%BA,,"Plank & ""Daughters""",Buyer,03 Mar 2020
Vera,Noll,https://www.linkedin.com/in/vera-noll-5,,Halden Bank,Analyst,03 Mar 2021
,,,,,,01 Jan 2021
`;
const GOOGLE = `First Name,Middle Name,Last Name,Organization Name,Organization Title,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Website 1 - Label,Website 1 - Value
Tomas,,Berg,Fernlight,Buyer,* myContacts,* Work,tomas@fernlight.example,Mobile,+1 202 555 0143,,
`;
const CARDS = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=96berg;=C3=85sa\r\nTEL;CELL:+1 202 555 0144\r\n" +
  "EMAIL:asa@example.net\r\nORG:Halden\\, Bank;Loans\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:+1 202 555 0145\r\nTEL:+1 202 555 0145\r\nEND:VCARD\r\n";

before(async () => {
  writeFileSync(at("Connections.csv"), CONNECTIONS);
  writeFileSync(at("contacts.csv"), GOOGLE);
  writeFileSync(at("phone.vcf"), CARDS);
  mkdirSync(at("mira"));
  writeFileSync(at("mira/Connections.csv"), "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n" +
    "Ben,Oduya,https://www.linkedin.com/in/ben-oduya-2,,Plank,Builder,03 Mar 2019\n");
  browser = await chromium.launch({
    executablePath: process.env.TERTIUS_BROWSER ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, acceptDownloads: true });
  page = await context.newPage();
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) trouble.push(`a request left: ${request.url()}`);
  });
  page.on("pageerror", (error) => trouble.push(`a script failed: ${error.message}`));
  page.on("console", (message) => { if (message.type() === "error") trouble.push(`console: ${message.text()}`); });
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const picture = async (name) => {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `contribution-${name}.png`), fullPage: true });
};
const saved = async (button, name) => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button }).click()]);
  await download.saveAs(at(name));
  return readFileSync(at(name), "utf8");
};

test("Mira knows Ben and nobody behind him; she sends him the page", () => {
  const mira = program("mira.db", "import", "mira", "--me", "linkedin.com/in/mira-holt-7");
  assert.equal(mira.code, 0, mira.error);
  assert.equal(program("mira.db", "path", "Iris Falk").code, 1);
  assert.equal(program("mira.db", "packet", "page", "--out", "page.html").code, 0);
  assert.ok(readFileSync(at("page.html")).length < 200_000);
});

test("Ben makes a packet in his browser, by keyboard, and nothing else leaves", async () => {
  await page.goto(pathToFileURL(at("page.html")).href);
  await page.setInputFiles("#files", ["Connections.csv", "contacts.csv", "phone.vcf"].map(at));
  await page.getByText("5 of 5 people are in the packet.").waitFor();
  await page.getByRole("checkbox", { name: /Vera Noll/ }).focus();
  await page.keyboard.press("Space");
  await page.getByText("4 of 5 people are in the packet.").waitFor();
  await page.getByLabel("How well you know Iris Falk, PhD").selectOption("strong");
  await page.getByLabel("Your name").fill("Ben Oduya");
  await page.getByLabel(/Your public profile/).fill("www.linkedin.com/in/ben-oduya-2/");
  await page.getByLabel("The friend’s name").fill("Mira Holt");
  await page.getByLabel("It ends after").selectOption("90");
  await picture("chosen-light-1200");
  await page.getByLabel("The friend’s name").press("Enter");
  await page.locator("#preview").waitFor();
  const preview = await page.locator("#preview").textContent();
  const packet = await saved("Save the packet", "packet.json");
  assert.equal(packet, preview, "the preview is the packet");
  for (const kept of ["@", "0143", "0144", "Vera", "2018", "fernlight.example"]) {
    assert.ok(!packet.replace(/"(id|key|signature)": "[0-9a-f]+"/g, "").includes(kept), `${kept} left`);
  }
  await saved("Save the file that takes it back", "back.json");
  assert.deepEqual(trouble.splice(0), []);
});

test("Mira imports it as it is and finds the path", () => {
  const shown = program("mira.db", "packet", "show", "packet.json");
  assert.equal(shown.code, 0, shown.error);
  assert.deepEqual(shown.told.people.map((one) => one.name), ["Iris Falk, PhD", "José Ñandú", "Tomas Berg", "Åsa Öberg"]);
  assert.equal(shown.told.people[1].url, "https://www.linkedin.com/in/josé-ñandú");
  const read = program("mira.db", "import", "packet.json");
  assert.equal(read.code, 0, read.error);
  assert.equal(read.told.sources[0].ties_between_others, 4);
  const path = program("mira.db", "path", "Iris Falk");
  assert.equal(path.code, 0, path.error);
  assert.deepEqual(path.told[0].people.map((one) => one.name).slice(1, 2), ["Ben Oduya"]);
  const loose = program("mira.db", "loose", "--company", "Fernlight");
  assert.ok(loose.told.length >= 2);
});

test("Ben takes it back, and it is gone", () => {
  assert.equal(program("mira.db", "import", "back.json").code, 0);
  assert.equal(program("mira.db", "path", "Iris Falk").code, 1);
});

test("tokens of the page are those of the program", async () => {
  await page.getByLabel("It says").selectOption("blind");
  await page.getByLabel("The tribe’s secret").fill("the secret of a tribe");
  await page.locator("#kind").selectOption("tribe");
  await page.getByLabel("The tribe’s name").fill("rowers");
  await page.getByRole("button", { name: "Make the packet" }).click();
  await page.locator("#result").waitFor();
  await saved("Save the packet", "blind.json");
  const page_tokens = new Set(program("mira.db", "packet", "show", "blind.json").told.people.flatMap((one) => one.tokens));
  writeFileSync(at("secret"), "the secret of a tribe\n");
  const ben = ["import", "Connections.csv", "--me", "linkedin.com/in/ben-oduya-2", "--me", "ben@example.org"];
  assert.equal(program("ben.db", ...ben).code, 0);
  const words = ["packet", "make", "--for", "tribe:rowers", "--level", "blind", "--secret", "secret", "--people", "Iris Falk", "--name", "Ben Oduya", "--dry-run"];
  const made = program("ben.db", ...words);
  assert.equal(made.code, 0, made.error);
  const tokens = made.told.people.flatMap((one) => one.tokens);
  assert.equal(tokens.length, 2);
  for (const token of tokens) assert.ok(page_tokens.has(token), "the page makes the same token");
});

test("the page is accessible, in light and dark, on phone and desktop", async () => {
  for (const [scheme, width] of [["light", 1200], ["dark", 1200], ["light", 390]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} px too wide at ${width}`);
    await picture(`${scheme}-${width}`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`), []);
  }
  const before = trouble.length;
  await page.evaluate(() => { document.body.insertAdjacentHTML("beforeend", '<img alt="" src="http://127.0.0.1:9/x.png">'); });
  await page.waitForTimeout(100);
  assert.ok(trouble.splice(before).some((one) => /Content Security Policy/.test(one)), "the policy forbids requests");
});
