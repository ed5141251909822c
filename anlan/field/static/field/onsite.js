/* Steps on a hazard that is known: signed for, reported rectified with photographs, looked back at. */
import { hints, hintsOfMeasure } from "./hollow.js";
import { uuid7 } from "./ids.js";
import { iso } from "./net.js";
import { PhotoField } from "./photofield.js";
import { PositionField } from "./position.js";
import { Full } from "./store.js";
import { button, card, el, kept, labelled, say, select, text, values } from "./view.js";
import { t } from "./words.js";

const LABELS = { sign_for: () => t("Sign for it"), claim: () => t("Report rectified"), look_back: () => t("Look back") };

export async function onsite(app, step, hazardId) {
  const found = app.hazard(hazardId);
  if (!found || !LABELS[step]) return app.missing();
  const { hazard, place } = found;
  const key = `${step}-${hazardId}`;
  const draft = (await app.store.get("drafts", key)) ?? { input: {}, photos: [], position: null };
  const save = () => {
    Object.assign(draft, { input: values(form), photos: photos.ids, position: position.value });
    return app.store.write([["drafts", key, draft]]);
  };
  const photos = new PhotoField(app, step === "claim" ? t("Photographs after rectification") : t("Photographs of the look-back"), { ids: draft.photos, draft: key, onchange: () => save() });
  const position = new PositionField(draft.position, () => save());
  const words = text(step === "claim" ? "rectification" : "note", draft.input.rectification ?? draft.input.note, { lines: 3, most: step === "claim" ? 500 : 300, required: true });
  const told = el("div", { class: "field-hints", role: "status" });
  const tell = () => (step === "claim" ? hintsOfMeasure(words.value, hazard.description) : hints(words.value));
  words.addEventListener("input", () => told.replaceChildren(...tell().map((one) => el("p", { class: "field-hint" }, one))));
  const visit = (await app.store.all("drafts")).find((one) => one.visit && one.place === place.id); // under way here: back to it
  const form = el("form", {}, ...(step === "sign_for" ? [] : [
    step === "look_back" ? labelled(t("What was seen"), select("result", [
      ["cleared", t("It stays rectified")], ["still", t("It is still there, or came back")], ["false", t("False rectification: it never was rectified")],
    ], draft.input.result ?? "cleared"), { required: true }) : null,
    labelled(step === "claim" ? t("What was done") : t("What was looked at"), words, { required: true }), told, photos.node, position.node,
  ]), el("button", { type: "submit", class: "btn btn-primary btn-wide" }, LABELS[step]()));
  kept(form, save);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await Promise.all([photos.busy, form.saving]);
    if (step !== "sign_for" && [...words.value.trim()].length < (step === "claim" ? 4 : 2)) return say(t("Say what was done."), "bad");
    try {
      await app.box.keep([record(step, hazard, place, values(form), photos.ids, position.value)], { deletes: [["drafts", key]] });
    } catch (error) {
      if (!(error instanceof Full)) throw error;
      return say(t("The phone is full: nothing was kept. Free some space, or upload first."), "bad");
    }
    location.hash = visit ? `#visit/${visit.visit}` : `#place/${place.id}`;
    return say(t("Kept on the phone."));
  });
  return [
    card(hazard.description, el("p", { class: "dim" }, `${hazard.number} · ${place.name} · ${hazard.state_label}`), hazard.rectification ? el("p", {}, `${t("What was done")}: ${hazard.rectification}`) : null,
      hazard.pictures.length && navigator.onLine ? el("div", { class: "field-photos" }, hazard.pictures.map((src) => el("figure", {}, el("img", { src, alt: t("Before rectification"), loading: "lazy" })))) : null, form),
    button(t("Back"), () => history.back(), "secondary"),
  ];
}

function record(step, hazard, place, input, photos, position) {
  return {
    id: uuid7(), flow: "hazard", step, case: hazard.id, input, revision: hazard.revision,
    base: { description: hazard.description, grade: hazard.grade, requirement: hazard.requirement },
    photos: photos.length ? { [step === "claim" ? "after" : "document"]: photos } : {},
    position, at: iso(), label: LABELS[step](), place: `${place.name} · ${hazard.number}`,
  };
}
