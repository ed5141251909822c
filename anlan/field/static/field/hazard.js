/* A hazard found on a visit: words, photographs, and, where it was put right at once, the pair of before and after. */
import { hints, hintsOfMeasure } from "./hollow.js";
import { uuid7 } from "./ids.js";
import { iso } from "./net.js";
import { PhotoField } from "./photofield.js";
import { Full } from "./store.js";
import { card, el, kept, labelled, notice, say, select, text, tick, values } from "./view.js";
import { backTo } from "./visit.js";
import { t } from "./words.js";

export async function hazard(app, visitId, itemId) {
  const visit = await app.store.get("drafts", `visit-${visitId}`);
  const place = visit && app.place(visit.place);
  if (!visit || !place) return app.missing();
  const item = app.day.checklists.flatMap((one) => one.items).find((one) => `${one.id}` === itemId);
  const key = `hazard-${visitId}-${item?.id ?? ""}`;
  const draft = (await app.store.get("drafts", key)) ?? {
    input: { category: "fire", grade: item?.grade ?? "general", description: "" }, before: [], after: [], spot: "",
  };
  const form = fields(app, draft, item, key, place);
  form.node.addEventListener("submit", async (event) => {
    event.preventDefault();
    await form.busy();
    const fault = missing(draft);
    if (fault) return say(fault, "bad");
    try {
      await queue(app, visit, place, draft, item, key);
    } catch (error) {
      if (!(error instanceof Full)) throw error;
      return say(t("The phone is full: nothing was kept. Free some space, or upload first."), "bad");
    }
    location.hash = `#visit/${visitId}`;
    return say(t("Kept on the phone."));
  });
  return [card(t("Hazard at %(place)s", { place: place.name }), item ? notice(`${item.code} ${item.text}`, "info", el("div", { class: "dim" }, item.basis)) : null, form.node), backTo(visitId)];
}

function fields(app, draft, item, key, place) {
  const { labels, phrases } = app.day;
  const save = async () => {
    Object.assign(draft, { input: { ...draft.input, ...values(node) }, before: before.ids, after: after.ids, spot: spot.querySelector("input").checked ? "yes" : "" });
    await app.store.write([["drafts", key, draft]]);
  };
  const words = text("description", draft.input.description, { lines: 3, most: 500, required: true });
  const told = el("div", { class: "field-hints", role: "status" });
  const done = text("rectification", draft.input.rectification ?? "", { lines: 2, most: 500 });
  const toldOfDone = el("div", { class: "field-hints", role: "status" });
  const hint = () => {
    told.replaceChildren(...hints(words.value, place.hazards.map((one) => one.description)).map((one) => el("p", { class: "field-hint" }, one)));
    toldOfDone.replaceChildren(...hintsOfMeasure(done.value, words.value).map((one) => el("p", { class: "field-hint" }, one)));
  };
  for (const one of [words, done]) one.addEventListener("input", hint);
  const category = select("category", labels.category, draft.input.category);
  const chips = el("div", { class: "field-chips" });
  const offer = () => chips.replaceChildren(...(phrases[category.value] ?? []).map((phrase) => el("button", {
    type: "button", class: "btn btn-sm", onclick: () => {
      words.value = words.value ? `${words.value}；${phrase}` : phrase;
      words.dispatchEvent(new Event("input", { bubbles: true }));
      words.focus();
    },
  }, phrase)));
  category.addEventListener("change", offer);
  offer();
  const before = new PhotoField(app, t("Photographs of the hazard"), { ids: draft.before, draft: key, onchange: save });
  const after = new PhotoField(app, t("Photographs after rectification"), { ids: draft.after, draft: key, onchange: save, required: true });
  const spot = tick("spot", t("It was rectified on the spot"), draft.spot === "yes");
  const then = el("div", {}, labelled(t("What was done"), done, { required: true }), toldOfDone, after.node);
  const interim = labelled(t("Interim measure"), text("interim_measure", draft.input.interim_measure ?? "", { lines: 2 }), { help: t("What keeps people safe until it is rectified.") });
  const grade = labelled(t("Grade"), select("grade", labels.grade, draft.input.grade), { required: true });
  const show = () => {
    const done = spot.querySelector("input").checked;
    then.hidden = !done;
    interim.hidden = grade.hidden = done;
  };
  spot.addEventListener("change", show);
  show();
  const node = el("form", {}, labelled(t("Category"), category, { required: true }), chips, labelled(t("Hazard"), words, { required: true, help: t("Say what, where and what is wrong with it.") }),
    told, grade, before.node, spot, then, interim, el("button", { type: "submit", class: "btn btn-primary btn-wide" }, t("Keep the hazard")));
  kept(node, save);
  return { node, busy: async () => {
    await Promise.all([before.busy, after.busy, node.saving]);
    await save();
  } };
}

function missing(draft) {
  if ([...draft.input.description].length < 4) return t("Say what, where and what is wrong with it.");
  if (draft.spot && (!draft.before.length || !draft.after.length)) return t("Rectified on the spot needs a photograph from before and one from after.");
  if (draft.spot && [...(draft.input.rectification ?? "")].length < 4) return t("Say what was done.");
  return "";
}

async function queue(app, visit, place, draft, item, key) {
  const { description, category, grade, interim_measure, rectification } = draft.input;
  const about = { visit: { of: visit.visit }, description, category, ...(item && visit.answers[item.code]?.result === "fails" ? { item: item.id } : {}) };
  const spot = draft.spot === "yes";
  const input = spot ? { ...about, rectification } : { ...about, grade, interim_measure, ...(grade === "major" && item?.criterion ? { criterion: item.criterion } : {}) };
  const photos = spot ? { before: draft.before, after: draft.after } : draft.before.length ? { before: draft.before } : {};
  const record = {
    id: uuid7(), flow: "hazard", step: spot ? "record_on_the_spot" : "record", input, photos, at: iso(), label: t("Hazard"), place: place.name,
  };
  const hazards = [...visit.hazards, { id: record.id, description, spot, item: item?.id ?? null }];
  const stray = spot ? [] : draft.after.map((id) => ["photos", id]);
  return app.box.keep([record], { puts: [["drafts", `visit-${visit.visit}`, { ...visit, hazards }]], deletes: [["drafts", key], ...stray] });
}
