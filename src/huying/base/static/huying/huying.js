/* Huying: small comforts. Every page works without this file. */
(() => {
  "use strict";
  const root = document.documentElement;
  const zh = !root.lang.startsWith("en");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* Time: counts by the server's clock, which a drill may have moved. */
  const shift = Date.parse(root.dataset.now || "") - Date.now() || 0;
  const MINUTE = 60, HOUR = 3600, DAY = 86400;
  const unit = (n, z, e) => zh ? `${n} ${z}` : `${n} ${e}${n === 1 ? "" : "s"}`;
  function span(seconds) {
    const s = Math.floor(Math.abs(seconds));
    if (s < MINUTE) return zh ? "不到 1 分" : "less than a minute";
    if (s < HOUR) return unit(Math.floor(s / MINUTE), "分", "minute");
    const days = s >= DAY;
    const big = Math.floor(s / (days ? DAY : HOUR));
    const rest = Math.floor(s % (days ? DAY : HOUR) / (days ? HOUR : MINUTE));
    const first = days ? unit(big, "天", "day") : unit(big, "小时", "hour");
    if (!rest || big >= (days ? 3 : 6)) return first;
    return `${first} ${days ? unit(rest, "小时", "hour") : unit(rest, "分", "minute")}`;
  }
  function left(s) {
    if (s >= 0) return zh ? `还剩 ${span(s)}` : `${span(s)} left`;
    if (-s < MINUTE) return zh ? "刚到时限" : "just due";
    return zh ? `已超 ${span(s)}` : `${span(s)} over`;
  }
  function ago(s) {
    if (Math.abs(s) < MINUTE) return zh ? "刚刚" : "just now";
    if (s > 0) return zh ? `${span(s)}前` : `${span(s)} ago`;
    return zh ? `${span(s)}后` : `in ${span(s)}`;
  }
  function tick() {
    const now = Date.now() + shift;
    for (const time of all("time[data-live]")) {
      const at = Date.parse(time.dateTime);
      if (time.dataset.live === "left") {
        time.textContent = left((at - now) / 1000);
        time.classList.toggle("is-late", at < now);
      } else if (time.dataset.live === "ago") time.textContent = ago((now - at) / 1000);
    }
  }
  setInterval(() => document.hidden || tick(), 20000);

  /* Dialogs: a link to #id of a <dialog> opens it; without scripts the dialog's text stands in the page. */
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
    if (event.target.closest("[data-closes]")) { event.preventDefault(); event.target.closest("dialog").close(); }
    if (event.target.closest("[data-prints]")) { event.preventDefault(); print(); }
  });

  /* Rows: j and k walk, enter opens, / searches. */
  const rows = () => all("[data-row]");
  const chosen = () => rows().findIndex((row) => row.getAttribute("aria-selected") === "true");
  function choose(row) {
    for (const other of rows()) other.removeAttribute("aria-selected");
    row.setAttribute("aria-selected", "true");
    (row.querySelector("a") || row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); }
    }
    const list = rows();
    if (!list.length || !"jk".includes(event.key)) return;
    const at = chosen();
    const next = at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)));
    choose(list[next]);
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    for (const other of rows()) other.toggleAttribute("aria-selected", false);
    row.setAttribute("aria-selected", "true");
    if (!event.target.closest("a, button, input, label, select")) row.querySelector("a")?.click();
  });

  /* The matter opens beside the table only where there is room beside it. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const link = event.target;
    if (link.closest("[data-row]") && !matchMedia("(min-width: 1024px)").matches) {
      event.preventDefault();
      location.assign(link.href);
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    tick();
    if (event.target.id === "side") { event.target.scrollTop = 0; }
  });

  /* Drafts: what was typed waits on this device until it is sent, for a day at most. */
  const KEEP = DAY * 1000;
  const keyOf = (form) => `draft:${form.dataset.draft}`;
  const typed = (form) => [...form.elements].filter((field) =>
    field.name && !field.name.startsWith("_") && field.name !== "csrfmiddlewaretoken" &&
    !["hidden", "password", "file", "submit", "button"].includes(field.type) && !("nodraft" in field.dataset));
  function keep(form) {
    const values = {};
    for (const field of typed(form)) {
      if (["radio", "checkbox"].includes(field.type)) {
        if (field.checked) (values[field.name] ||= []).push(field.value);
      } else if (field.value) (values[field.name] ||= []).push(field.value);
    }
    try { localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), path: location.pathname, values })); } catch { /* a full or closed store loses only the comfort */ }
  }
  function restore(form, draft) {
    let changed = false;
    const seen = {};
    for (const field of typed(form)) {
      const values = draft.values[field.name];
      if (!values) continue;
      if (["radio", "checkbox"].includes(field.type)) {
        const on = values.includes(field.value);
        if (field.checked !== on) { field.checked = on; changed = true; }
      } else {
        const value = values[seen[field.name] = (seen[field.name] ?? -1) + 1];
        if (!field.value && value) { field.value = value; changed ||= field.value === value; }
      }
    }
    return changed;
  }
  function readDraft(key) {
    try {
      const draft = JSON.parse(localStorage.getItem(key));
      if (draft && Date.now() - draft.at < KEEP) return draft;
      localStorage.removeItem(key);
    } catch { /* no store, no draft */ }
    return null;
  }
  const forms = all("form[data-draft]");
  try {
    const here = new Set(forms.map(keyOf));
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith("draft:")) continue;
      const draft = readDraft(key);
      if (draft && draft.sent && !here.has(key)) localStorage.removeItem(key);
    }
  } catch { /* no store */ }
  for (const form of forms) {
    const draft = readDraft(keyOf(form));
    if (draft && !("bound" in form.dataset) && restore(form, draft)) {
      const note = form.querySelector("[data-draft-note]");
      if (note) note.hidden = false;
    }
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", () => {
      const now = readDraft(keyOf(form));
      if (now) try { localStorage.setItem(keyOf(form), JSON.stringify({ ...now, sent: true })); } catch { /* as above */ }
    });
    form.querySelector("[data-draft-drop]")?.addEventListener("click", (event) => {
      event.preventDefault();
      try { localStorage.removeItem(keyOf(form)); } catch { /* as above */ }
      location.reload();
    });
  }

  /* One press sends once. */
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
    setTimeout(() => delete event.target.dataset.sent, 5000);
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  /* Places: the next step appears when one is chosen. */
  document.addEventListener("change", async (event) => {
    const select = event.target.closest("select[data-place]");
    if (!select) return;
    const box = select.closest("[data-steps]");
    for (const later of all("select[data-place]", box)) {
      if (Number(later.dataset.place) > Number(select.dataset.place)) later.closest("label").remove();
    }
    if (!select.value) return;
    const answer = await fetch(`${box.dataset.steps}?of=${encodeURIComponent(select.value)}`).catch(() => null);
    const list = answer && answer.ok ? (await answer.json()).places : [];
    if (!list.length) return;
    const label = select.closest("label").cloneNode(true);
    const next = label.querySelector("select");
    next.dataset.place = Number(select.dataset.place) + 1;
    next.removeAttribute("id");
    next.replaceChildren(new Option(zh ? "请选择" : "Choose", ""), ...list.map((p) => new Option(zh ? p.zh : p.en, p.code)));
    select.closest("label").after(label);
  });

  /* In a long row or rail of doors, the one inside which one is. */
  document.querySelector(".doors [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  /* The first fault is where one starts. */
  document.querySelector("[data-summary]")?.focus();
})();
