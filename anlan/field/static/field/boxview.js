/* What is not yet uploaded, and why; a rejected record is corrected here. What was, with its papers. */
import { uuid7 } from "./ids.js";
import { iso } from "./net.js";
import { belongsTo } from "./outbox.js";
import { PhotoField } from "./photofield.js";
import { badge, button, card, el, labelled, link, moment, notice, say, select, text, values } from "./view.js";
import { t } from "./words.js";

const HIDDEN = new Set(["visit", "premises", "item", "checklist", "results", "hazards", "experts", "officers", "leader", "criterion", "relapse_of"]);
const LINES = new Set(["description", "situation", "requirement", "opinion", "rectification", "note", "next_step", "interim_measure"]);

export async function boxList(app) {
  const waiting = await app.box.waiting();
  const done = (await app.store.all("done")).sort((one, two) => (one.id < two.id ? 1 : -1)).slice(0, 60);
  return [
    card(t("Not yet uploaded: %(n)s", { n: waiting.length }),
      waiting.length ? el("ul", { class: "plain-list" }, waiting.map((one) => row(one, waiting))) : el("p", { class: "dim" }, t("Everything has been received.")),
      button(t("Upload now"), () => app.box.sync())),
    card(t("Received by the server"), done.length ? el("ul", { class: "plain-list" }, done.map(receipt)) : el("p", { class: "dim" }, t("Nothing yet."))),
    link(t("Back to the day"), "#day", "secondary"),
  ];
}

function row(one, all) {
  const behind = belongsTo(one).some((key) => all.some((other) => other.id === key && other.state === "rejected"));
  return el(
    "li", { class: "field-record" },
    one.state === "damaged" ? badge(t("damaged on this phone"), "bad") : one.state === "rejected" ? badge(t("refused"), "bad") : behind ? badge(t("waits for another record"), "warn") : badge(t("waits"), "info"),
    ` ${one.label ?? ""} · ${one.place ?? ""} `, one.at ? el("span", { class: "dim" }, moment(one.at)) : null,
    one.state === "rejected" ? el("p", { class: "field-why" }, one.reason) : null,
    one.state === "rejected" ? link(t("Correct it"), `#correct/${one.id}`, "primary") : null,
    one.state === "damaged" ? link(t("What now?"), `#correct/${one.id}`, "secondary") : null,
  );
}

function receipt(one) {
  return el(
    "li", { class: "field-record" }, one.state === "kept" ? badge(t("kept apart"), "warn") : one.state === "thrown" ? null : badge(t("received"), "good"), ` ${one.label} · ${one.place} `,
    el("span", { class: "dim" }, moment(one.received_at)), " ",
    one.conflict ? el("a", { href: one.conflict }, t("Decide")) : null,
    one.href ? el("a", { href: one.href }, t("Open")) : null,
    (one.pdf ?? []).map((paper) => el("a", { class: "btn btn-sm", href: paper.href }, `PDF ${paper.name}`)),
  );
}

export async function correct(app, id) {
  const record = (await app.box.waiting()).find((one) => one.id === id);
  if (!record) return boxList(app);
  if (record.state === "damaged") {
    return [card(t("damaged on this phone"), notice(t("The bytes of this record were changed on this phone, not by this page: it cannot be read, and is never sent. Record it anew; then throw this one away."), "bad")), discard(app, record), link(t("Back"), "#box", "secondary")];
  }
  const fields = Object.entries(record.input ?? {}).filter(([name, value]) => !HIDDEN.has(name) && typeof value !== "object").map(([name, value]) => input(app, name, value));
  const pictures = Object.entries(record.photos ?? {}).map(([name, ids]) => [name, new PhotoField(app, label(name), { ids, draft: id })]);
  const form = el("form", {}, fields, pictures.map(([, field]) => field.node), el("button", { type: "submit", class: "btn btn-primary btn-wide" }, t("Send it again")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await Promise.all(pictures.map(([, field]) => field.busy));
    const given = values(form);
    for (const [name, value] of Object.entries(record.input)) if (typeof value === "number" && name in given) given[name] = given[name] === "" ? "" : Number(given[name]);
    const { state, reason, code, ...rest } = record;
    await app.box.keep([{ ...rest, input: { ...record.input, ...given }, photos: Object.fromEntries(pictures.map(([name, field]) => [name, field.ids])) }]);
    location.hash = "#box";
    say(t("Kept on the phone."));
  });
  return [card(`${record.label} · ${record.place}`, notice(record.reason ?? "", "bad"), form), discard(app, record), link(t("Back"), "#box", "secondary")];
}

/* Throwing a record away is the person's own act: said twice, with what hangs on it. */
function discard(app, record) {
  const sure = el("input", { type: "checkbox", class: "form-check-input", name: "sure" });
  return el("details", { class: "card field-card" }, el("summary", {}, t("Throw this record away")),
    el("label", { class: "option" }, sure, t("I know that it was never received and will be gone.")),
    button(t("Throw it away"), async () => {
      if (!sure.checked) return say(t("Tick the box first."), "bad");
      const all = await app.box.waiting();
      if (all.some((one) => belongsTo(one).includes(record.id))) return say(t("Other records belong to it: correct it, or throw those away first."), "bad");
      const photos = Object.values(record.photos ?? {}).flat();
      await app.store.write([["done", uuid7(), { label: `${record.label ?? ""} (${t("thrown away")})`, place: record.place ?? "", received_at: record.at ?? iso(), state: "thrown" }]],
        [["box", record.id], ...photos.map((one) => ["photos", one])]);
      app.box.changed();
      location.hash = "#box";
      return null;
    }, "secondary"));
}

function input(app, name, value) {
  const choices = app.day?.labels[name];
  const made = choices ? select(name, choices, `${value}`) : text(name, `${value}`, { lines: LINES.has(name) ? 3 : 0, most: 2000 });
  return labelled(label(name), made);
}

function label(name) {
  return {
    description: t("Hazard"), category: t("Category"), grade: t("Grade"), interim_measure: t("Interim measure"), rectification: t("What was done"),
    mode: t("Mode"), focus: t("Focus"), situation: t("Situation found"), outcome: t("What came of it"), outcome_note: t("Why it was not inspected"),
    requirement: t("What the leader required"), opinion: t("Opinion of the experts"), next_step: t("Next step"), signature: t("Signature of the business"),
    signed_by: t("Signatory"), witness: t("Witness"), companion: t("Accompanied by"), note: t("What was looked at"), due_on: t("To be rectified by"),
    result: t("What was seen"), before: t("Photographs of the hazard"), after: t("Photographs after rectification"), document: t("Photographs of the look-back"),
    glass: t("Signature on glass"), paper: t("Photographed paper"), minutes: t("How long it took (minutes)"), enforcement: t("It is law enforcement"),
  }[name] ?? name;
}
