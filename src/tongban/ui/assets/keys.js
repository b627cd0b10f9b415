/* Keys for the office site: listed at help/keyboard/, and nothing needs them. */
"use strict";
(() => {
  const OFF = "keys-off";
  const kept = { get: () => { try { return localStorage.getItem(OFF); } catch { return null; } },
    set: (off) => { try { off ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF); } catch { /* not kept */ } } };
  let off = kept.get() === "1", first = "", since = 0, at = -1;

  const places = () => {
    const rows = document.querySelectorAll("[data-row]");
    return [...(rows.length ? rows : document.querySelectorAll("main section[aria-labelledby], main section.act"))];
  };
  const move = (step) => {
    const all = places();
    if (!all.length) return;
    if (at >= 0 && all[at]) all[at].classList.remove("is-chosen");
    at = Math.min(Math.max(at + step, 0), all.length - 1);
    all[at].classList.add("is-chosen");
    const target = all[at].querySelector("a[data-open]") || all[at];
    if (target === all[at]) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    all[at].scrollIntoView({ block: all[at].matches("[data-row]") ? "nearest" : "start" });
  };
  const follow = (key) => {
    const link = document.querySelector(`a[data-key="${key}"]`);
    if (link) link.click();
    return Boolean(link);
  };
  const acts = {
    j: () => move(1),
    k: () => move(-1),
    o: () => { const row = places()[at], link = row && row.querySelector("a[data-open]"); if (link) link.click(); },
    "/": () => { const box = document.querySelector("main input[type=search], main .filters input, main form[role=search] input");
      if (!box) return follow("g f"); box.focus(); box.select(); },
    "?": () => follow("?"),
  };
  const writing = (event) => event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey
    || event.defaultPrevented || (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable], [role=textbox]"));
  document.addEventListener("keydown", (event) => {
    if (off || writing(event)) return;
    const key = event.key;
    const both = first === "g" && event.timeStamp - since < 1500 ? `g ${key}` : "";
    first = key === "g" && !both ? "g" : ""; since = event.timeStamp;
    if (both) { if (follow(both)) event.preventDefault(); return; }
    if (Object.hasOwn(acts, key)) { event.preventDefault(); acts[key](); }
  });

  const form = document.querySelector("[data-keys-switch]");
  if (form) {
    const button = form.querySelector("button");
    const show = () => { button.textContent = off ? button.dataset.on : button.dataset.off; };
    button.addEventListener("click", () => { off = !off; kept.set(off); show(); });
    form.hidden = false; show();
  }
})();
