// What our pages do where scripts run. Every page works without it.

import { initAll } from "./govuk-frontend.min.js";

document.documentElement.classList.add("js-enabled");
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// A button that prints the page; without scripts it stays hidden, and the browser's own menu prints.
for (const button of document.querySelectorAll("[data-app-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// What is printed says when: 26 November 2026, 1:27am.
window.addEventListener("beforeprint", () => {
  const now = new Date();
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const day = now.toLocaleDateString(language, { day: "numeric", month: "long", year: "numeric" });
  const time = now.toLocaleTimeString(language, { hour: "numeric", minute: "2-digit", hour12: language === "en-GB" });
  for (const place of document.querySelectorAll("[data-app-printed]")) {
    const before = place.previousSibling?.textContent.trim() ? ", " : "";
    place.textContent = `${before}${day}, ${time.replace(/\s/, "")}`;
  }
});

// Parts of a page that htmx has exchanged are new to the components.
document.body.addEventListener("htmx:afterSettle", (event) => {
  const scope = event.detail?.elt ?? event.target;
  if (scope instanceof HTMLElement && scope.isConnected) {
    initAll({ scope });
  }
});

// "/" goes to the search at the top, unless somebody is writing.
document.addEventListener("keydown", (event) => {
  const writing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
  const search = document.getElementById("search-everything");
  if (event.key === "/" && search && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});
