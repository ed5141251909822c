/* The day: where to go, the nearest due first; visits under way; a place with what is open there. */
import { call } from "./net.js";
import { badge, card, day, el, link, moment, notice, say } from "./view.js";
import { t } from "./words.js";

export async function dayList(app) {
  if (!app.day) return [card(t("Nothing is on this phone yet"), el("p", {}, t("Sign in once while online: the day’s places, their open hazards and the checklists are then kept here.")))];
  const drafts = (await app.store.all("drafts")).filter((one) => one.visit);
  const old = Date.now() - app.day.fetched > 24 * 3600_000;
  return [
    el("p", { class: "field-day" }, el("b", {}, day(app.day.now)), " · ", t("%(n)s places", { n: app.day.places.length }), app.day.teams.map((one) => ` · ${one.name}`)),
    old ? notice(t("What you see is of %(when)s: it could not be refreshed since.", { when: moment(app.day.now) }), "warn") : null,
    ...app.day.conflicts.length ? [notice(t("Kept apart because the case had changed: decide field by field."), "warn", " ", app.day.conflicts.map((one) => el("a", { href: one.href }, one.kind)))] : [],
    drafts.length ? card(t("Visits under way"), el("ul", { class: "plain-list" }, drafts.map((one) => el("li", {}, link(app.place(one.place)?.name ?? "?", `#visit/${one.visit}`), " ", el("span", { class: "dim" }, moment(one.at)))))) : null,
    search(app),
    el("div", { class: "field-places" }, app.day.places.map((place) => tile(app, place))),
    app.day.places.length ? null : card(t("No place is due today"), el("p", { class: "dim" }, t("Look a place up by its name to inspect it."))),
  ].filter(Boolean);
}

function tile(app, place) {
  const due = place.hazards.map((one) => one.due_at).filter(Boolean).sort()[0];
  const late = due && Date.parse(due) < app.now();
  return el(
    "a", { class: "card field-place", href: `#place/${place.id}` },
    el("b", {}, place.name), el("span", { class: "dim" }, `${place.area} · ${place.sector.name}`),
    el("span", { class: "field-row" },
      place.team ? badge(t("on the team’s list"), "info") : null,
      place.hazards.length ? badge(t("%(n)s open", { n: place.hazards.length }), late ? "bad" : "warn") : badge(t("nothing open"), "good"),
      due ? el("span", { class: late ? "field-late" : "dim" }, t("due %(day)s", { day: day(due) })) : null),
  );
}

function search(app) {
  const words = el("input", { type: "search", class: "form-control", name: "q", "aria-label": t("Look a place up"), placeholder: t("Look a place up") });
  const found = el("div", { class: "field-places" });
  const form = el("form", { class: "field-search" }, words, el("button", { type: "submit", class: "btn" }, t("Search")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = words.value.trim();
    const here = app.day.places.filter((one) => text && (one.name.includes(text) || one.code === text));
    const answer = await call("GET", `places/?q=${encodeURIComponent(text)}`, { device: app.store.device });
    const more = answer.kind === "ok" ? answer.data.places : [];
    if (answer.kind !== "ok") say(t("Without a network only the places on this phone are searched."), "info");
    const all = [...here, ...more.filter((one) => !here.some((other) => other.id === one.id))];
    await app.pin(all);
    found.replaceChildren(...(all.length ? all.map((one) => tile(app, one)) : [el("p", { class: "dim" }, t("Nothing found."))]));
  });
  return el("div", {}, form, found);
}

export function placeView(app, id) {
  const place = app.place(id);
  if (!place) return app.missing();
  return [
    card(place.name, el("p", {}, place.address), el("p", { class: "dim" }, [place.code, place.area, place.sector.name, place.contact].filter(Boolean).join(" · ")),
      app.day.may.visit ? link(t("Begin a visit"), `#start/${place.id}`, "primary") : null),
    card(t("Open hazards"), place.hazards.length ? place.hazards.map((one) => hazard(app, one)) : el("p", { class: "dim" }, t("None is open here."))),
    card(t("Last visits"), place.visits.length ? el("ul", { class: "plain-list" }, place.visits.map((one) => el("li", { class: "field-record" }, el("b", {}, one.on), ` ${one.by} · ${one.mode} · ${one.outcome}`, one.hazards ? ` · ${t("%(n)s hazards", { n: one.hazards })}` : "", one.focus ? el("div", { class: "dim" }, one.focus) : null))) : el("p", { class: "dim" }, t("None on record."))),
    link(t("Back to the day"), "#day", "secondary"),
  ];
}

export function hazard(app, one) {
  const late = one.due_at && Date.parse(one.due_at) < app.now();
  const steps = { sign_for: t("Sign for it"), claim: t("Report rectified"), look_back: t("Look back") };
  return el(
    "div", { class: "field-hazard" },
    el("p", {}, badge(one.state_label, late ? "bad" : "neutral"), " ", one.grade === "major" ? badge(t("major"), "bad") : null, " ", one.description),
    el("p", { class: "dim" }, [one.number, t("found %(day)s", { day: day(one.found_on) }), one.due_at ? t("due %(day)s", { day: day(one.due_at) }) : "", one.rectification].filter(Boolean).join(" · ")),
    el("div", { class: "field-row" }, one.may.map((step) => link(steps[step], `#${step}/${one.id}`, "secondary"))),
  );
}
