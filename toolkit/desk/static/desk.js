// The desk's only script. Without it everything still works by forms and links; with it files can be dropped, progress
// is seen as it comes, and the program knows that somebody looks at it.
(function () {
  "use strict";
  const body = document.body;
  document.documentElement.classList.add("js");
  const base = body.dataset.base;
  const byId = (id) => document.getElementById(id);
  const post = (path) => fetch(base + path, { method: "POST", body: new URLSearchParams() });

  // --- The window is open ---
  let failed = 0;
  async function alive() {
    try {
      const answer = await post("alive");
      const state = await answer.json();
      failed = 0;
      byId("gone").hidden = true;
      if (body.dataset.stamp && state.stamp !== body.dataset.stamp) {
        if ("follow" in body.dataset) return location.reload();
        byId("changed").hidden = false;
      }
    } catch (error) {
      failed += 1;
      if (failed > 1) byId("gone").hidden = false;
    }
  }
  alive();
  setInterval(alive, "follow" in body.dataset ? 3000 : 20000);
  addEventListener("pagehide", () => navigator.sendBeacon(base + "leaving", new URLSearchParams()));

  // --- What is read anew, and commands at work ---
  async function asked(address) {
    const answer = await fetch(address);
    return answer.json();
  }
  async function refresh() {
    try {
      const state = await asked(base + body.dataset.stale);
      if (state.fresh) return location.reload();
      const place = byId("reading-progress");
      if (place) place.textContent = state.progress;
    } catch (error) {
      failed += 1;
    }
    setTimeout(refresh, 700);
  }
  if ("stale" in body.dataset) setTimeout(refresh, 400);

  // What somebody has typed or chosen is not taken away: then the page says that it can be loaded anew.
  let touched = false;
  addEventListener("input", () => { touched = true; });
  function ended() {
    if (!touched || job.id !== "at-work") return location.reload();
    byId("at-work").hidden = true;
    byId("changed").hidden = false;
    document.querySelectorAll("button[disabled]").forEach((button) => { button.disabled = false; });
  }
  const job = document.querySelector("[data-job]");
  async function follow() {
    try {
      const state = await asked(job.dataset.job);
      if (!state.running) return ended();
      if (job.id === "at-work") return setTimeout(follow, 1000);
      const bar = byId("bar");
      if (state.total) { bar.max = state.total; bar.value = state.done; }
      byId("line").textContent = state.line;
      byId("said").textContent = state.lines.join("\n");
    } catch (error) {
      failed += 1;
    }
    setTimeout(follow, 500);
  }
  if (job) follow();

  // --- Files that are opened in their programs: the page stays ---
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!("open" in form.dataset)) return;
    event.preventDefault();
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams() });
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
