/* Boards poll with the tag of what they show; 304 leaves the page as it stands, its focus and scroll included. */
(() => {
  "use strict";
  const tags = new Map();
  document.addEventListener("htmx:configRequest", (event) => {
    const board = event.target;
    if (!board.matches("[data-board]") || event.detail.verb !== "get") return;
    const tag = tags.get(board.id);
    if (tag) event.detail.headers["If-None-Match"] = tag;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (!target.matches("[data-board]")) return;
    if (xhr.status === 304) event.detail.shouldSwap = false;
    else if (xhr.status === 200 && xhr.getResponseHeader("ETag")) tags.set(target.id, xhr.getResponseHeader("ETag"));
  });
  /* Somebody who is about to press in the board is not disturbed: the next poll brings what this one would have. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const board = event.target;
    if (board.matches("[data-board]") && board.querySelector("details[open]")) event.preventDefault();
  });
})();
