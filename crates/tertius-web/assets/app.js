// Small moves: which page is open, keys, dropping files, following an import, copying a note.
"use strict";

const here = "/" + location.pathname.split("/")[1];
for (const link of document.querySelectorAll("nav a")) {
  if (link.pathname === here) link.setAttribute("aria-current", "page");
}

const keys = document.querySelector("[data-keys]");
const hint = document.querySelector("[data-keys-hint]");
hint.hidden = false;
hint.querySelector("button").addEventListener("click", () => keys.showModal());

/** Pages by the key that follows `g`. */
const PLACES = { h: "/", p: "/people", l: "/loose", w: "/path", m: "/map", k: "/keep", r: "/review" };
let going = false;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
  const place = going ? PLACES[event.key] : undefined;
  going = event.key === "g" && !going;
  if (place) location.assign(place);
  else if (event.key === "?") keys.showModal();
  else if (event.key === "/") {
    event.preventDefault();
    (document.querySelector("main [data-focus]") ?? document.querySelector("#find")).focus();
  } else document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
    // Words of an introduction are about to leave: that is written down.
    if ("taken" in button.dataset) {
      const form = new FormData(button.form);
      const body = new URLSearchParams({ to: form.get("who"), about: form.get("about") });
      await fetch("/privacy/taken", { method: "POST", body });
    }
  });
}

/** Hands files over, from the form or, dropped on any other page, without one; then the page of the import follows. */
const send = (form, files) => {
  const status = form?.querySelector("[data-status]") ?? document.querySelector("[data-dropped]");
  const body = new FormData();
  for (const file of files) body.append("files", file);
  const me = form?.querySelector("[name=me]").value.trim();
  if (me) body.append("me", me);
  const request = new XMLHttpRequest();
  request.open("POST", "/import");
  request.setRequestHeader("X-Tertius", "1");
  request.upload.addEventListener("progress", (event) => {
    const part = event.lengthComputable ? Math.round((100 * event.loaded) / event.total) : 0;
    status.textContent = `Handing over, ${part} %`;
  });
  request.addEventListener("load", () => {
    if (request.status < 300) location.assign(request.responseText);
    else status.textContent = "These files could not be taken. Choose them again.";
  });
  request.addEventListener("error", () => { status.textContent = "The program does not answer. Is it still running?"; });
  status.textContent = "Handing over";
  request.send(body);
};

const drop = document.querySelector("[data-drop]");
if (drop) {
  drop.addEventListener("submit", (event) => {
    const files = drop.querySelector("[type=file]").files;
    if (files.length > 0) {
      event.preventDefault();
      send(drop, files);
    }
  });
}
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dragging");
});
document.addEventListener("dragleave", () => document.body.classList.remove("dragging"));
/** Every file below what was dropped: browsers hand a folder over as one entry, a hundred of its entries at a time. */
const filesOf = async (entry) => {
  if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
  const reader = entry.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return all;
    for (const one of some) all.push(...await filesOf(one));
  }
};

document.addEventListener("drop", async (event) => {
  event.preventDefault();
  document.body.classList.remove("dragging");
  const plain = [...event.dataTransfer.files];
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files = entries.length > 0 ? (await Promise.all(entries.map(filesOf))).flat() : plain;
  if (files.length > 0) send(drop, files);
});

const job = document.querySelector("[data-job]");
if (job) {
  const events = new EventSource(`/api/v1/imports/${job.dataset.job}/events`);
  const bar = job.querySelector("[data-job-bar]");
  events.addEventListener("message", (event) => {
    const state = JSON.parse(event.data);
    job.querySelector("[data-job-text]").textContent = state.text;
    if (state.of) {
      bar.max = state.of;
      bar.value = state.bytes;
    } else bar.removeAttribute("value");
    if (state.state !== "running") {
      events.close();
      location.reload();
    }
  });
}
