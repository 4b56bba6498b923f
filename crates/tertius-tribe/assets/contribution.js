"use strict";
// Reads exports, shows whom they name, and writes the one text of a packet: byte for byte what the program writes.
(() => {
  const $ = (id) => document.getElementById(id);
  const SHOWN = 200;
  const DAY = 86400;

  // A line of a packet, as the program's `line.rs` has it.
  const hidden = new RegExp("[\\p{Cc}\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\u{e0000}-\\u{e0fff}]", "gu");
  const email = /\S[@\uff20\ufe6b]\S/u;
  const phone = /\p{N}(?:[ \-./()+]*\p{N}){6,}/u;
  const line = (text) => {
    const words = String(text ?? "").toWellFormed().replace(hidden, " ").split(/\s+/u).filter(Boolean);
    let tidy = "";
    for (const word of words) {
      const next = tidy ? `${tidy} ${word}` : word;
      if ([...next].length > 200) break;
      tidy = next;
    }
    return tidy && !email.test(tidy) && !phone.test(tidy) ? tidy : "";
  };

  const slugOf = (path) => {
    let name = path.replace(/\/+$/, "");
    try { name = decodeURIComponent(name); } catch { /* Written raw. */ }
    return name.normalize("NFC").toLowerCase();
  };
  const profileUrl = (text) => {
    const rest = String(text ?? "").trim().replace(/\\:/g, ":").replace(/^[a-z]+:\/\//i, "").split(/[?#]/)[0];
    const cut = rest.indexOf("/");
    if (cut < 0) return "";
    const host = rest.slice(0, cut).toLowerCase().replace(/^www\./, "");
    const path = rest.slice(cut + 1).replace(/\/+$/, "");
    let url = "";
    if (host === "linkedin.com" || host.endsWith(".linkedin.com")) {
      const found = /^(?:in|pub)\/([^/]+)/.exec(path);
      if (found) url = `https://www.linkedin.com/in/${slugOf(found[1])}`;
    } else if (host === "xing.com" && path.startsWith("profile/")) url = `https://www.xing.com/${path}`;
    else if (host === "github.com") url = `https://github.com/${path.toLowerCase()}`;
    else if (host === "bsky.app" && path.startsWith("profile/")) url = `https://bsky.app/${path}`;
    else if (host === "x.com" || host === "twitter.com") url = `https://x.com/${path.toLowerCase()}`;
    const name = url.replace(/^https:\/\/[^/]+\/(?:in\/|profile\/)?/, "");
    const fits = /^[\p{Alphabetic}\p{N}\-_.%'~’]+$/u.test(name) && new TextEncoder().encode(name).length <= 200;
    return fits ? url : "";
  };

  // Files.
  const decode = (bytes) => {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
    try { return new TextDecoder("utf-8", { fatal: true }).decode(bytes); } catch { return new TextDecoder("windows-1252").decode(bytes); }
  };
  const table = (text, mark) => {
    const rows = [];
    let row = [], cell = "", quoted = false;
    for (let i = 0; i < text.length; i += 1) {
      const c = text[i];
      if (quoted) {
        if (c === '"' && text[i + 1] === '"') { cell += '"'; i += 1; } else if (c === '"') quoted = false; else cell += c;
      } else if (c === '"' && cell === "") quoted = true;
      else if (c === mark) { row.push(cell); cell = ""; }
      else if (c === "\n" || c === "\r") {
        if (c === "\r" && text[i + 1] === "\n") i += 1;
        row.push(cell); rows.push(row); row = []; cell = "";
      } else cell += c;
    }
    if (cell || row.length) { row.push(cell); rows.push(row); }
    return rows;
  };
  const emailsIn = (text) => String(text ?? "").split(/:::|[,;\s]+/).map((one) => one.trim().toLowerCase()).filter((one) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(one));
  const fromTable = (text) => {
    for (const mark of [",", ";", "\t"]) {
      const rows = table(text, mark);
      const at = rows.slice(0, 12).findIndex((row) => {
        const has = (name) => row.some((cell) => cell.trim() === name);
        return (has("First Name") && has("Last Name") && has("Connected On")) || has("E-mail 1 - Value") || has("Organization Name") || (has("Given Name") && has("Family Name"));
      });
      if (at < 0) continue;
      const head = rows[at].map((cell) => cell.trim());
      return rows.slice(at + 1).map((row) => {
        const get = (...names) => {
          for (const name of names) { const n = head.indexOf(name); if (n >= 0 && row[n]?.trim()) return row[n].trim(); }
          return "";
        };
        const every = (test) => head.flatMap((name, n) => (test.test(name) && row[n] ? row[n].split(":::") : []));
        const parts = [get("First Name", "Given Name"), get("Middle Name", "Additional Name"), get("Last Name", "Family Name")];
        return {
          name: get("Name") || parts.filter(Boolean).join(" "),
          employer: get("Company", "Organization Name", "Organization 1 - Name"),
          title: get("Position", "Organization Title", "Organization 1 - Title"),
          urls: [get("URL", "Profile URL"), ...every(/^Website \d+ - Value$/)],
          emails: emailsIn([get("Email Address"), ...every(/^E-mail \d+ - Value$/)].join(" ")),
        };
      });
    }
    return null;
  };
  const quotedPrintable = (text, charset) => {
    const bytes = [];
    for (let i = 0; i < text.length; i += 1) {
      const pair = /^=([0-9a-f]{2})/i.exec(text.slice(i, i + 3));
      if (pair) { bytes.push(parseInt(pair[1], 16)); i += 2; } else bytes.push(...new TextEncoder().encode(text[i]));
    }
    try { return new TextDecoder(charset || "utf-8").decode(new Uint8Array(bytes)); } catch { return text; }
  };
  const fromCards = (text) => {
    if (!/^\s*BEGIN:VCARD/im.test(text)) return null;
    const people = [];
    let card = null;
    const lines = text.replace(/=\r?\n(?=[^\r\n]*)/g, (soft, at, whole) => (/QUOTED-PRINTABLE/i.test(whole.slice(whole.lastIndexOf("\n", at - 1) + 1, at)) ? "" : soft))
      .replace(/\r?\n[ \t]/g, "").split(/\r?\n/);
    for (const written of lines) {
      const cut = written.indexOf(":");
      if (cut < 0) continue;
      const [property, ...parameters] = written.slice(0, cut).split(";");
      const what = property.replace(/^[^.]*\./, "").trim().toUpperCase();
      let value = written.slice(cut + 1).trim();
      if (parameters.some((one) => /QUOTED-PRINTABLE/i.test(one))) {
        value = quotedPrintable(value, /CHARSET=([^;:]+)/i.exec(written.slice(0, cut))?.[1]);
      }
      const plain = (part) => part.replace(/\\n/gi, " ").replace(/\\([\\,;:])/g, "$1").trim();
      const parts = value.split(/(?<!\\);/).map(plain);
      if (what === "BEGIN") card = { name: "", employer: "", title: "", urls: [], emails: [] };
      if (!card) continue;
      if (what === "FN") card.name = plain(value);
      if (what === "N" && !card.name) card.name = [parts[1], parts[2], parts[0]].filter(Boolean).join(" ");
      if (what === "ORG" && !card.employer) card.employer = parts[0];
      if (what === "TITLE") card.title = plain(value);
      if (what === "URL" || what === "X-SOCIALPROFILE") card.urls.push(plain(value));
      if (what === "EMAIL") card.emails.push(...emailsIn(value));
      if (what === "X-ABSHOWAS" && /COMPANY/i.test(value)) card.company = true;
      if (what === "KIND" && /group|org/i.test(value)) card.company = true;
      if (what === "END") { if (!card.company) people.push(card); card = null; }
    }
    return people;
  };

  // People on the page.
  let people = [];
  let most = SHOWN;
  const take = (found) => {
    const held = new Map(people.map((person) => [person.key, person]));
    let nameless = 0;
    for (const one of found) {
      const name = line(one.name);
      if (!name) { nameless += 1; continue; }
      const url = one.urls.map(profileUrl).filter(Boolean).sort((a, b) => b.includes("linkedin.com") - a.includes("linkedin.com"))[0] ?? "";
      const key = url || `${name.toLowerCase()}\n${line(one.employer).toLowerCase()}`;
      const person = held.get(key) ?? { key, name, url, employer: "", title: "", emails: [], ticked: true, strength: "slight", note: "" };
      person.employer ||= line(one.employer);
      person.title ||= line(one.title);
      person.emails = [...new Set([...person.emails, ...one.emails])];
      held.set(key, person);
    }
    people = [...held.values()].sort((a, b) => a.name.localeCompare(b.name));
    return nameless;
  };
  const shown = () => {
    const wanted = $("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    return people.filter((one) => wanted.every((word) => `${one.name} ${one.employer} ${one.title}`.toLowerCase().includes(word)));
  };
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const row = (person) => {
    const box = element("input", { type: "checkbox", checked: person.ticked, onchange: () => { person.ticked = box.checked; counted(); } });
    const work = [person.title, person.employer].filter(Boolean).join(", ");
    const label = element("label", {}, box, element("span", {}, person.name, " ", element("span", { className: "soft" }, work)));
    const choose = element("select", { onchange: () => { person.strength = choose.value; } });
    choose.setAttribute("aria-label", `How well you know ${person.name}`);
    for (const [band, words] of [["slight", "have met"], ["fair", "know each other"], ["strong", "know well"]]) {
      choose.append(element("option", { value: band, selected: person.strength === band }, words));
    }
    return element("li", {}, label, choose);
  };
  const counted = () => {
    const n = people.filter((person) => person.ticked).length;
    $("count").textContent = `${n} of ${people.length} people are in the packet.`;
  };
  const draw = () => {
    const list = shown();
    $("people").replaceChildren(...list.slice(0, most).map(row));
    $("more").hidden = list.length <= most;
    $("form").hidden = people.length === 0;
    counted();
  };
  const tick = (ticked) => { for (const person of shown()) person.ticked = ticked; draw(); };

  const readFiles = async (files) => {
    const told = [];
    for (const file of files) {
      const text = decode(new Uint8Array(await file.arrayBuffer())).replace(/^\ufeff/, "");
      const found = fromCards(text) ?? fromTable(text);
      if (!found) { told.push(`${file.name}: not of a kind this page reads.`); continue; }
      const nameless = take(found);
      const left = nameless ? `, ${nameless} without a name that may leave` : "";
      told.push(`${file.name}: ${found.length} entries${left}.`);
    }
    $("read").textContent = told.join(" ");
    draw();
  };

  // The packet.
  const json = JSON.stringify;
  const object = (fields) => `{${fields.filter(([, value]) => value).map(([name, value]) => `${json(name)}: ${json(value)}`).join(", ")}}`;
  const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const bytes = (text) => new TextEncoder().encode(text);
  const byBytes = (a, b) => {
    const [one, other] = [bytes(a), bytes(b)];
    for (let i = 0; i < Math.min(one.length, other.length); i += 1) if (one[i] !== other[i]) return one[i] - other[i];
    return one.length - other.length;
  };
  const moment = (seconds) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
  const mac = async (key, text) => {
    const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", imported, bytes(text)));
  };
  const blinded = async (list, secret) => {
    const key = await mac(bytes(secret), "tertius tribe tokens 1");
    const lines = [];
    for (const person of list) {
      const handles = person.emails.map((one) => `email\n${one}`);
      const slug = /^https:\/\/www\.linkedin\.com\/in\/(.+)$/.exec(person.url)?.[1];
      if (slug) handles.push(`linkedin\n${slug}`);
      const tokens = await Promise.all(handles.slice(0, 8).map(async (handle) => hex((await mac(key, handle)).slice(0, 16))));
      if (tokens.length) lines.push(`{"tokens": [${[...new Set(tokens)].sort().map(json).join(", ")}]}`);
    }
    return lines;
  };
  const named = (person) => object([["name", person.name], ["employer", person.employer], ["title", person.title],
    ["url", person.url], ["strength", person.strength], ["note", line(person.note)]]);
  const sealed = async (keys, purpose, text) => {
    const signature = await crypto.subtle.sign("Ed25519", keys.privateKey, bytes(`tertius ${purpose} 1\n${text}`));
    return `${text}"signature": "${hex(signature)}"\n}\n`;
  };
  const wrong = (text, id) => { $("wrong").textContent = text; $(id).focus(); return null; };
  const audience = () => {
    const kind = $("kind").value;
    if (kind === "anyone") return object([["anyone", "who holds this file"]]);
    if (kind === "tribe") {
      const id = $("whom").value.trim();
      return /^[a-z0-9-]{1,64}$/.test(id) ? object([["tribe", id]]) : wrong("A tribe’s name has lower-case letters, digits and hyphens.", "whom");
    }
    const name = line($("whom").value);
    return name ? object([["friend", name]]) : wrong("Say which friend it is for.", "whom");
  };
  let made = null;
  const make = async () => {
    $("wrong").textContent = "";
    const name = line($("name").value);
    if (!name) return wrong("Say your name.", "name");
    const profile = profileUrl($("profile").value);
    if ($("profile").value.trim() && !profile) return wrong("This is no public profile on LinkedIn, Xing, GitHub, Bluesky or X.", "profile");
    const whom = audience();
    if (!whom) return null;
    const level = $("level").value;
    const secret = $("secret").value.trim();
    if (level === "blind" && bytes(secret).length < 16) return wrong("A tribe’s secret has 16 characters at least.", "secret");
    const ticked = people.filter((person) => person.ticked);
    const lines = level === "blind" ? await blinded(ticked, secret) : ticked.map(named);
    const list = [...new Set(lines)].sort(byBytes);
    if (list.length === 0) return wrong("Nobody is ticked.", "find");
    if (list.length > 10000) return wrong("A packet has room for 10,000 people.", "find");
    const now = Math.floor(Date.now() / 1000);
    const expires = (Math.floor(now / DAY) + Number($("days").value) + 1) * DAY;
    const keys = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
    const id = hex(crypto.getRandomValues(new Uint8Array(16)));
    const owner = object([["name", name], ["key", hex(await crypto.subtle.exportKey("raw", keys.publicKey))], ["url", profile]]);
    const text = `{\n"tertius": "packet 1",\n"id": ${json(id)},\n"owner": ${owner},\n"for": ${whom},\n"level": ${json(level)},\n`
      + `"made": ${json(moment(now))},\n"expires": ${json(moment(expires))},\n"people": [\n${list.join(",\n")}\n],\n`;
    const back = `{\n"tertius": "revocation 1",\n"packet": ${json(id)},\n"owner": ${owner},\n"made": ${json(moment(now))},\n`;
    made = { id, packet: await sealed(keys, "packet", text), back: await sealed(keys, "revocation", back) };
    $("told").textContent = `${list.length} people, ${bytes(made.packet).length} bytes, until ${moment(expires).slice(0, 10)}. Nothing else is in the file.`;
    $("preview").textContent = made.packet;
    $("result").hidden = false;
    $("h-result").focus();
    return made;
  };
  const save = (text, name) => {
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    element("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };

  $("files").addEventListener("change", () => readFiles($("files").files));
  const drop = $("drop");
  for (const kind of ["dragenter", "dragover"]) document.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  document.addEventListener("dragleave", () => drop.classList.remove("over"));
  document.addEventListener("drop", (event) => { event.preventDefault(); drop.classList.remove("over"); readFiles(event.dataTransfer.files); });
  $("find").addEventListener("input", () => { most = SHOWN; draw(); });
  $("find").addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  $("more").addEventListener("click", () => { most += SHOWN; draw(); });
  $("all").addEventListener("click", () => tick(true));
  $("none").addEventListener("click", () => tick(false));
  $("kind").addEventListener("change", () => {
    $("whom-row").hidden = $("kind").value === "anyone";
    $("whom-label").textContent = $("kind").value === "tribe" ? "The tribe’s name" : "The friend’s name";
  });
  $("level").addEventListener("change", () => { $("secret-row").hidden = $("level").value !== "blind"; });
  $("form").addEventListener("submit", (event) => {
    event.preventDefault();
    make().catch((error) => { $("wrong").textContent = `The packet could not be made: ${error.message}`; });
  });
  $("form").addEventListener("input", () => { $("result").hidden = true; });
  $("save").addEventListener("click", () => save(made.packet, `packet-${made.id.slice(0, 8)}.json`));
  $("save-back").addEventListener("click", () => save(made.back, `packet-${made.id.slice(0, 8)}.revoked.json`));
  const able = globalThis.crypto?.subtle ? crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]) : Promise.reject(new Error("no cryptography"));
  able.catch(() => {
    $("cannot").textContent = "This browser cannot sign a packet. A newer one can: Chrome or Edge from 137, Firefox from 129, Safari from 17.";
    $("cannot").hidden = false;
  });
})();
