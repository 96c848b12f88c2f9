// The desk's only script. Without it everything still works by forms and links; with it files can be dropped, progress
// is seen as it comes, and the program knows that somebody looks at it.
(function () {
  "use strict";
  const body = document.body;
  document.documentElement.classList.add("js");
  const base = body.dataset.base;
  const byId = (id) => document.getElementById(id);

  // --- Whether what is shown is still so: one loop asks, as long as the page is open ---
  // A socket may die without a word (the machine slept): no answer is waited for longer than this.
  const PATIENCE = 8000;
  const job = document.querySelector("[data-job]");
  let failed = 0, timer = 0, asking = null, leaving = false;
  // What somebody has typed or chosen is not taken away, and the answer to a form is not asked for again.
  let touched = "keep" in body.dataset;
  addEventListener("input", () => { touched = true; });
  addEventListener("beforeunload", () => { leaving = true; });

  async function asked(address, asker, given = {}) {
    const enough = setTimeout(() => asker.abort(), PATIENCE);
    try {
      return await (await fetch(address, { ...given, signal: asker.signal })).json();
    } finally {
      clearTimeout(enough);
    }
  }
  async function poll() {
    clearTimeout(timer);
    asking?.abort();
    const asker = asking = new AbortController();
    let next = 2000;
    try {
      const state = await asked(base + "alive", asker, { method: "POST", body: new URLSearchParams() });
      const stale = body.dataset.stale === "state" ? state : body.dataset.stale && await asked(base + body.dataset.stale, asker);
      const work = job && await asked(job.dataset.job, asker);
      failed = 0;
      byId("gone").hidden = true;
      next = told(state, stale, work);
    } catch (error) {
      if (asker !== asking) return;
      failed += 1;
      if (failed > 1) byId("gone").hidden = false;
    }
    timer = setTimeout(poll, next);
  }
  // What is new is shown; returns in how many milliseconds to ask again.
  function told(state, stale, work) {
    const moved = body.dataset.stamp && state.stamp && state.stamp !== body.dataset.stamp;
    const news = state.job !== body.dataset.news;
    if (!touched && (news || (stale && stale.fresh) || (moved && "follow" in body.dataset))) return reload();
    if (news) tell(state);
    if (moved || (stale && stale.fresh)) byId("changed").hidden = false;
    if (stale && byId("reading-progress")) byId("reading-progress").textContent = stale.progress;
    if (work && work.running) {
      const bar = byId("bar");
      if (work.total) { bar.max = work.total; bar.value = work.done; }
      byId("line").textContent = work.line;
      byId("said").textContent = work.lines.join("\n");
    }
    if (work) return 500;
    return state.outcome === "running" || (stale && !stale.fresh) ? 1000 : "follow" in body.dataset ? 3000 : 20000;
  }
  function tell(state) {
    const line = byId("news");
    body.dataset.news = state.job;
    line.hidden = !state.job;
    line.className = "notice " + state.outcome;
    line.querySelector("span").textContent = state.said;
    line.querySelector("a").href = base + "work/" + state.number;
    if (state.outcome !== "running") document.querySelectorAll("button[disabled]").forEach((button) => { button.disabled = false; });
  }
  // Whoever is on the way to another page is not held back; should that come to nothing, it is asked again.
  function reload() {
    if (!leaving) location.reload();
    leaving = false;
    return 4000;
  }
  poll();
  // It was put aside and is looked at again: back by the browser's button, out of sleep, from another window.
  addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; poll(); } });
  addEventListener("online", poll);
  addEventListener("focus", poll);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
  addEventListener("pagehide", () => navigator.sendBeacon(base + "leaving", new URLSearchParams()));

  document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));

  // --- Files that are opened in their programs: the page stays ---
  document.addEventListener("submit", async (event) => {
    const button = event.submitter, form = event.target;
    if (!("open" in form.dataset || (button && "open" in button.dataset))) return;
    event.preventDefault();
    const answer = await fetch(button?.getAttribute("formaction") ?? form.action, { method: "POST", body: new URLSearchParams() });
    if (answer.status !== 204) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      alert(page.getElementById("sorry")?.textContent ?? answer.status);
    }
  });

  // --- Files that are dropped ---
  const drop = document.querySelector("[data-drop]");
  if (!drop) return;
  const input = byId("files");
  const show = () => {
    byId("chosen").replaceChildren(...[...input.files].slice(0, 50).map((file) => {
      const line = document.createElement("li");
      line.textContent = file.name;
      return line;
    }));
    drop.classList.toggle("has-files", input.files.length > 0);
  };
  input.addEventListener("change", show);
  show();
  const all = (reader) => new Promise((done, fail) => reader.readEntries(done, fail));
  async function within(entry) {
    if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
    const reader = entry.createReader(), found = [];
    for (let some = await all(reader); some.length; some = await all(reader)) {
      for (const one of some) found.push(...await within(one));
    }
    return found;
  }
  async function dropped(data) {
    const entries = [...data.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    if (!entries.every(Boolean)) return [...data.files];
    const found = [];
    for (const entry of entries) found.push(...await within(entry));
    return found;
  }
  addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const files = await dropped(event.dataTransfer);
    const chosen = new DataTransfer();
    files.forEach((file) => chosen.items.add(file));
    if (!files.length || byId("take-in").disabled) return;
    input.files = chosen.files;
    drop.submit();
  });
})();
