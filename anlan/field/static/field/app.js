/* The page: which screen, for whom, with or without a network. What people see is what is on the phone. */
import { boxList, correct } from "./boxview.js";
import { dayList, placeView } from "./dayview.js";
import { finish } from "./finish.js";
import { hazard } from "./hazard.js";
import { leave } from "./leave.js";
import { call, hello, now } from "./net.js";
import { onsite } from "./onsite.js";
import { channel, Outbox } from "./outbox.js";
import { start } from "./start.js";
import { Store, lastPerson, rememberPerson } from "./store.js";
import { card, el, hush, link, notice } from "./view.js";
import { visit } from "./visit.js";
import { t } from "./words.js";

const STALE = 7 * 24 * 3600_000;
const main = document.getElementById("screen");
const bar = document.getElementById("bar");
const edition = document.body.dataset.edition;

const app = {
  store: null, box: null, day: null, now,
  place: (id) => app.day?.places.find((one) => `${one.id}` === `${id}`),
  hazard(id) {
    for (const place of app.day?.places ?? []) {
      const found = place.hazards.find((one) => `${one.id}` === `${id}`);
      if (found) return { hazard: found, place };
    }
    return null;
  },
  missing: () => [card(t("This is not on the phone"), link(t("Back to the day"), "#day", "primary"))],
  async pin(places) {
    const fresh = places.filter((one) => !app.place(one.id));
    if (!fresh.length) return;
    app.day.places.push(...fresh);
    app.day.pinned = [...new Set([...(app.day.pinned ?? []), ...fresh.map((one) => one.id)])].slice(-50);
    await app.store.write([["day", "day", app.day]]);
  },
};

const SCREENS = {
  day: () => dayList(app), place: (id) => placeView(app, id), start: (id) => start(app, id), visit: (id) => visit(app, id),
  hazard: (id, item) => hazard(app, id, item), finish: (id) => finish(app, id), claim: (id) => onsite(app, "claim", id),
  look_back: (id) => onsite(app, "look_back", id), sign_for: (id) => onsite(app, "sign_for", id), box: () => boxList(app),
  correct: (id) => correct(app, id), leave: () => leave(app), paper: () => dayList(app),
};
let drawn = 0;

async function show() {
  const mine = (drawn += 1);
  const [name, ...rest] = location.hash.slice(1).split("/");
  const screen = SCREENS[name] ?? SCREENS.day;
  const children = app.store ? await screen(...rest) : strangers();
  if (mine !== drawn) return; // another screen was asked for meanwhile
  main.replaceChildren(...children.filter(Boolean));
  main.dataset.screen = name || "day";
}

function strangers() {
  return [card(t("You are not signed in"), el("p", {}, t("Sign in once while online. After that the page works without a network.")), el("a", { class: "btn btn-primary", href: `../sign-in/?next=${encodeURIComponent(location.pathname)}` }, t("Sign in")))];
}

async function showBar() {
  const count = app.box ? await app.box.count() : 0;
  const told = {
    away: t("no connection"), auth: t("sign in to upload"), sending: t("uploading…"), other: t("somebody else is signed in"), idle: navigator.onLine ? "" : t("no connection"),
  }[app.box?.status] ?? "";
  bar.replaceChildren(...[
    el("a", { href: "#day", class: "field-home" }, el("b", {}, t("anlan")), el("span", { class: "dim" }, lastPerson()?.name ?? "")),
    el("a", { href: "#box", class: `field-count ${count ? "field-count-some" : ""}`, id: "count", "data-count": count }, count ? t("%(n)s not yet uploaded", { n: count }) : t("all uploaded")),
    told ? el("span", { class: "field-state", role: "status" }, told, app.box?.status === "auth" || app.box?.status === "other" ? el("a", { href: `../sign-in/?next=${encodeURIComponent(location.pathname)}` }, t("Sign in")) : null) : null,
    el("a", { href: "#leave", class: "field-leave" }, t("Sign out")),
  ].filter(Boolean));
}

async function refreshDay() {
  const more = (app.day?.pinned ?? []).join(",");
  const answer = await call("GET", `day/?more=${more}`, { device: app.store.device });
  if (answer.kind !== "ok" || !Array.isArray(answer.data.places)) return;
  app.day = { ...answer.data, id: "day", pinned: app.day?.pinned ?? [], fetched: Date.now() };
  await app.store.write([["day", "day", app.day]]);
  if (["", "day", "place"].includes(location.hash.slice(1).split("/")[0])) await show();
}

async function wipe() {
  await app.store?.destroy();
  Object.assign(app, { store: null, box: null, day: null });
  main.replaceChildren(notice(t("This phone was shut out. What it kept is deleted."), "bad"));
  bar.replaceChildren();
}

/* Opens what the phone keeps of this person; with a network, of whoever is signed in now. */
async function open() {
  const known = lastPerson();
  let who = known;
  if (!known || navigator.onLine) {
    const before = known ? await Store.open(known.id) : null;
    const answer = await hello(before?.device ?? "");
    before?.db.close();
    if (answer.kind === "revoked") {
      app.store = await Store.open(known.id);
      return wipe();
    }
    if (answer.kind === "ok" && answer.data.person) {
      who = answer.data.person;
      if (known?.id !== who.id) localStorage.removeItem("anlan-field-person");
      rememberPerson({ ...who, offset: answer.offset });
    }
  }
  if (!who) return null;
  app.store = await Store.open(who.id);
  app.box = new Outbox(app.store, app.store.device);
  app.day = await app.store.get("day", "day");
  if (app.day && Date.now() - app.day.fetched > STALE) {
    app.day = null; // of a phone that was long away only what was recorded on it stays
    await app.store.write([], [["day", "day"]]);
  }
  app.box.onchange = async () => {
    await showBar();
    if (app.box?.status === "revoked") await wipe();
    else if (main.dataset.screen === "box") await show();
  };
  return null;
}

function listen() {
  window.addEventListener("hashchange", () => {
    hush();
    show();
    window.scrollTo(0, 0);
  });
  window.addEventListener("online", again);
  window.addEventListener("offline", showBar);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && again());
  setInterval(() => app.box && ["away", "auth"].includes(app.box.status) && again(), 20_000);
  channel.onmessage = () => {
    showBar();
    if (main.dataset.screen === "box") show();
  };
}

async function again() {
  if (!app.store) {
    await open();
    await show();
  }
  await app.box?.sync();
}

/* A new edition of the page waits until it is asked for: nothing is exchanged under somebody's hands. */
async function register() {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("sw.js", { updateViaCache: "none" });
  const offer = (worker) => {
    const place = document.getElementById("edition");
    place.replaceChildren(notice(t("A new edition of this page is there."), "info", " ", el("button", { type: "button", class: "btn btn-sm", onclick: () => worker.postMessage("take-over") }, t("Load it"))));
  };
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => worker.state === "installed" && navigator.serviceWorker.controller && offer(worker));
  });
  let loaded = !navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (loaded) return void (loaded = false);
    location.reload();
    return null;
  });
}

async function begin() {
  if (!window.isSecureContext || !globalThis.crypto?.subtle) {
    main.replaceChildren(notice(t("This page needs a secure connection (https) to keep records on the phone. Ask the system administrator for the address and the certificate."), "bad"));
    return;
  }
  await open();
  if (app.store !== null || !lastPerson()) {
    listen();
    await showBar();
    await show();
  }
  document.body.dataset.ready = edition;
  register().catch(() => {});
  if (app.box) {
    await app.box.sync();
    await refreshDay();
    await showBar();
  }
}

globalThis.anlanField = app;
begin();
