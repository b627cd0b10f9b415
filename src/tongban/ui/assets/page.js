/* Small comforts; every page is complete without them. */
"use strict";
(() => {
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !button.hasAttribute("data-once")) return;
    if (button.getAttribute("aria-disabled") === "true") { event.preventDefault(); return; }
    button.setAttribute("aria-disabled", "true");
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-file")) return;
    const told = document.createElement("p");
    told.className = "busy soft";
    told.setAttribute("role", "status");
    (event.submitter || form.lastElementChild).after(told);
    setTimeout(() => { told.textContent = document.body.dataset.busy; }, 800);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll(".busy").forEach((one) => one.remove());
    document.querySelectorAll("[data-once][aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
  document.querySelectorAll("[data-live]").forEach((part) => {
    let asked = 0;
    const ask = async () => {
      if (document.hidden || part.contains(document.activeElement)) return;
      if (++asked > 40) { clearInterval(timer); return; }
      const answer = await fetch(part.dataset.live, { headers: { "X-Live": "1" }, redirect: "error" }).catch(() => null);
      if (!answer || !answer.ok) return;
      const told = document.createElement("template");
      told.innerHTML = await answer.text();
      if (told.innerHTML.trim() !== part.innerHTML.trim()) part.innerHTML = told.innerHTML;
    };
    const timer = setInterval(ask, 15000);
  });
})();
