// What our pages do where scripts run. Every page works without it.

import { initAll } from "./govuk-frontend.min.js";

document.documentElement.classList.add("js-enabled");
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// Parts of a page that htmx has exchanged are new to the components.
document.body.addEventListener("htmx:afterSettle", (event) => {
  const scope = event.detail?.elt ?? event.target;
  if (scope instanceof HTMLElement && scope.isConnected) {
    initAll({ scope });
  }
});
