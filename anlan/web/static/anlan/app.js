/* What pages do beyond their HTML. Everything here is a convenience: each page's core act works without it. */
(() => {
  "use strict";
  const meta = (name) => document.querySelector(`meta[name="${name}"]`);
  const words = meta("words") ? meta("words").dataset : {};
  const chinese = document.documentElement.lang.startsWith("zh");
  const offset = Number(meta("clock-offset")?.content || 0);
  const now = () => Date.now() + offset;

  /* -- the domain's clock and deadlines; same words as anlan/web/moments.py ------------------------------ */
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Asia/Shanghai", year: "numeric", month: "short", day: "numeric",
    hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
  });
  const numeric = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", month: "numeric" });
  const moment = (ms) => {
    const p = Object.fromEntries(parts.formatToParts(ms).map((part) => [part.type, part.value]));
    const time = `${p.hour}:${p.minute}:${p.second}`;
    const month = p.month.slice(0, 3);
    return chinese
      ? `${p.year}年${numeric.format(ms)}月${p.day}日 ${time}`
      : `${p.day} ${month} ${p.year}, ${time}`;
  };
  const span = (ms) => {
    const total = Math.floor(Math.abs(ms) / 1000);
    if (total < 60) return words.moment;
    const amounts = [
      [words.days, Math.floor(total / 86400)],
      [words.hours, Math.floor((total % 86400) / 3600)],
      [words.minutes, Math.floor((total % 3600) / 60)],
    ];
    const first = amounts.findIndex(([, n]) => n);
    return amounts.slice(first, first + (amounts[0][1] >= 10 ? 1 : 2)).filter(([, n]) => n)
      .map(([form, n]) => form.replace("%(n)s", n)).join(chinese ? "" : " ");
  };
  const tick = () => {
    for (const clock of document.querySelectorAll("[data-clock]")) clock.textContent = moment(now());
  };
  const refresh = () => {
    for (const deadline of document.querySelectorAll("[data-until]")) {
      const left = Date.parse(deadline.dateTime) - now();
      deadline.textContent = (left >= 0 ? words.left : words.overdue).replace("%(span)s", span(left));
      deadline.classList.toggle("is-over", left < 0);
      deadline.classList.toggle("is-soon", left >= 0 && left < Number(deadline.dataset.soon || 24) * 3600000);
    }
  };
  if (document.querySelector("[data-clock]")) setInterval(tick, 1000);
  setInterval(refresh, 30000);

  /* -- forms: sent once; selects that act at once -------------------------------------------------------- */
  const release = (form) => {
    for (const button of form.querySelectorAll("button[data-held]")) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
      delete button.dataset.held;
    }
  };
  /* -- signing out: what the field page keeps on this device goes too, by its key; what was not uploaded, never silently */
  const keptHere = async (form) => {
    const name = `anlan-field-${form.dataset.person}`;
    const known = window.isSecureContext && indexedDB.databases ? await indexedDB.databases() : [];
    if (!known.some((one) => one.name === name)) return null;
    const { Store } = await import(form.dataset.store);
    return Store.open(form.dataset.person);
  };
  const askLeaving = (left) => new Promise((resolve) => {
    const dialog = document.getElementById("leaving");
    const told = dialog.querySelector("[data-left]");
    told.textContent = left === null ? told.dataset.unread : told.dataset.left.replace("%(n)s", left);
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "destroy"), { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  });
  const leave = async (form) => {
    let store = null;
    let left = 0;
    try {
      store = await keptHere(form);
      if (store) left = (await store.count("box")) + (await store.count("drafts"));
    } catch {
      left = null; // it is there and cannot be read: not silently either
    }
    if (left !== 0 && !(await askLeaving(left))) return store?.db.close();
    await store?.destroy();
    if (left === null) indexedDB.deleteDatabase(`anlan-field-${form.dataset.person}`);
    form.dataset.left = "";
    form.requestSubmit();
    return null;
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.store || "left" in form.dataset) return;
    event.preventDefault();
    leave(form);
  }, true);

  const keyName = (form) => `key ${form.getAttribute("action")}`;
  const tellOffline = () => {
    const notice = document.createElement("div");
    notice.className = "notice notice-bad";
    notice.setAttribute("role", "alert");
    notice.textContent = words.offline;
    document.getElementById("notices").replaceChildren(notice);
    notice.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (!navigator.onLine && !("reached" in form.dataset)) { // ask first: a machine without a network still has itself
      event.preventDefault();
      fetch("/healthz", { cache: "no-store" }).then(() => {
        form.dataset.reached = "";
        form.requestSubmit(event.submitter);
        delete form.dataset.reached;
      }, tellOffline);
      return;
    }
    for (const claimed of form.querySelectorAll("input[data-device-time]")) {
      claimed.value ||= new Date().toISOString(); // once: a retry sends the same words under the same key
    }
    const key = form.querySelector("input[name=key]");
    if (key) sessionStorage.setItem(keyName(form), key.value);
    setTimeout(() => { // after the browser has read the pressed button's name and value
      for (const button of form.querySelectorAll("button:not([type=button]):not(:disabled)")) {
        button.disabled = true;
        button.dataset.held = "";
        button.setAttribute("aria-busy", "true");
      }
    });
    setTimeout(() => release(form), 15000); // a download leaves the page standing
  });
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach(release));

  /* A form that Back brings again, with what was typed, gets the key it was sent with: sent once more it is answered,
     not written again. Whoever changes something in it means another act: then it keeps its own key. */
  addEventListener("pageshow", () => {
    if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward") return;
    for (const key of document.querySelectorAll("form input[name=key]")) {
      const sent = sessionStorage.getItem(keyName(key.form));
      if (!sent || sent === key.value) continue;
      const own = key.value;
      key.value = sent;
      key.form.addEventListener("input", () => { key.value = own; }, { once: true });
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
    if (event.target.matches("[data-presets]")) {  // this choice selects another one: data-preset="name", {its value: the other's}
      const other = event.target.form.elements[event.target.dataset.preset];
      other.value = JSON.parse(event.target.dataset.presets)[event.target.value] || "";
    }
  });

  /* -- small conveniences -------------------------------------------------------------------------------- */
  document.addEventListener("click", (event) => {
    const account = event.target.closest("[data-fill-username]");
    if (account) {
      event.preventDefault();
      document.getElementById("f-username").value = account.dataset.fillUsername;
      document.getElementById("f-password").value = account.dataset.fillPassword;
      for (const other of document.querySelectorAll("[data-fill-username]")) other.removeAttribute("aria-current");
      account.setAttribute("aria-current", "true");
      document.querySelector(".sign-in-card button").focus();
    }
    const drawer = event.target.closest("[data-drawer]");
    if (drawer) { // the same address without an entry in the history, so that Back leaves the page
      event.preventDefault();
      location.replace(drawer.getAttribute("href") === "#nav" ? "#nav" : "#_");
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard.writeText(copy.dataset.copy).then(() => {
        copy.dataset.done = words.copied;
        setTimeout(() => delete copy.dataset.done, 1600);
      });
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (location.hash === "#nav") location.replace("#_");
  });
  const awaken = (root) => {
    if (!navigator.clipboard) return;
    for (const copy of root.querySelectorAll("[data-copy][hidden]")) copy.hidden = false;
  };

  /* -- lists: boxes of the rows, keys that move through them ------------------------------------------------ */
  const boxes = (form) => [...document.querySelectorAll(`input[name=case][form="${form}"]`)];
  const tellSelected = () => {
    for (const told of document.querySelectorAll("[data-selected]")) {
      const all = boxes(told.dataset.selected);
      const n = all.filter((box) => box.checked).length;
      told.textContent = n ? told.dataset.some.replace("%(n)s", n) : told.dataset.none;
      for (const head of document.querySelectorAll(`[data-select-all="${told.dataset.selected}"]`)) {
        head.hidden = !all.length;
        head.checked = n > 0 && n === all.length;
        head.indeterminate = n > 0 && n < all.length;
      }
    }
  };
  document.addEventListener("change", (event) => {
    const form = event.target.dataset.selectAll;
    if (form) for (const box of boxes(form)) box.checked = event.target.checked;
    if (form || event.target.name === "case") tellSelected();
  });
  addEventListener("pageshow", tellSelected); // boxes that Back brings again are still ticked
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;

  /* A row is where the focus is: Enter then opens its link by itself, and a screen reader says which row it is. */
  const rowsOfLists = () => [...document.querySelectorAll("#main table.data > tbody > tr")]
    .filter((row) => !row.closest("details:not([open])")); // not those of a table that is folded away
  const rowOfFocus = () => document.activeElement?.closest("#main table.data > tbody > tr");
  const step = (by) => {
    const rows = rowsOfLists();
    if (!rows.length) return;
    const here = rows.indexOf(rowOfFocus());
    const row = rows[here < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + by, 0), rows.length - 1)];
    const target = row.querySelector("a[href]") || row;
    if (target === row) row.tabIndex = -1;
    target.focus();
    row.scrollIntoView({ block: "nearest" });
  };
  let going = 0; // until when a letter after g leads somewhere
  const keys = {
    g: () => { going = Date.now() + 1500; },
    "/": () => document.querySelector("#main input[type=search]")?.select(),
    j: () => step(1),
    k: () => step(-1),
    x: () => rowOfFocus()?.querySelector("input[name=case]")?.click(),
    "?": () => document.getElementById("keys")?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.target.closest("textarea, select, dialog, [contenteditable]")) return;
    if (event.target.closest("input:not([type=checkbox])")) return;
    const target = Date.now() < going && document.querySelector(`.side a[data-go="${CSS.escape(event.key)}"]`);
    going = 0;
    if (target) { event.preventDefault(); target.click(); return; }
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  /* -- htmx: the token of each request, fresh content, a word when the network fails ---------------------- */
  const sign = (headers) => { headers["X-CSRFToken"] = meta("csrf-token")?.content || ""; };
  document.addEventListener("htmx:configRequest", (event) => sign(event.detail.headers));
  document.addEventListener("htmx:load", (event) => { awaken(event.target); refresh(); });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target instanceof HTMLFormElement) release(event.target);
  });
  document.addEventListener("htmx:sendError", tellOffline);
  /* -- the navigation is longer than a screen: where one is stands in sight ------------------------------- */
  const here = document.querySelector(".side [aria-current]");
  if (here) {
    const side = here.closest(".side");
    if (here.offsetTop + here.offsetHeight > side.clientHeight) side.scrollTop = here.offsetTop - side.clientHeight / 2;
  }
  awaken(document);
  refresh();
  tick();
})();
