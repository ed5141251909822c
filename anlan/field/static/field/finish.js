/* The end of a visit: who took part, what was found, the business's signature or its refusal, the papers. */
import { uuid7 } from "./ids.js";
import { iso } from "./net.js";
import { PhotoField } from "./photofield.js";
import { preview } from "./preview.js";
import { SignField } from "./sign.js";
import { Full } from "./store.js";
import { card, el, kept, labelled, say, select, text, tick, values } from "./view.js";
import { backTo } from "./visit.js";
import { t } from "./words.js";

export async function finish(app, id) {
  const draft = await app.store.get("drafts", `visit-${id}`);
  const place = draft && app.place(draft.place);
  if (!draft || !place) return app.missing();
  const given = draft.finish;
  const save = () => {
    draft.finish = { ...values(form), experts: ticked("experts"), officers: ticked("officers") };
    draft.glass = glass.id;
    draft.paper = paper.ids;
    return app.store.write([["drafts", `visit-${id}`, draft]]);
  };
  const glass = new SignField(app, { id: draft.glass, draft: `visit-${id}`, onchange: () => save() });
  const paper = new PhotoField(app, t("Photographed paper"), { ids: draft.paper, draft: `visit-${id}`, onchange: () => save() });
  const sheet = el("div", {});
  const form = el(
    "form", {},
    ...attendance(app, given),
    ...findings(given),
    ...signature(app, given, glass),
    paper.node,
    tick("issue", t("Issue the on-site inspection record (two officers at least)"), given.issue === "yes"),
    tick("order", t("Issue a rectification order for the open hazards"), given.order === "yes"),
    labelled(t("To be rectified by"), el("input", { type: "date", name: "due_on", class: "form-control", value: given.due_on ?? "" })),
    el("div", { class: "field-row" }, el("button", { type: "button", class: "btn", onclick: async () => {
      await save();
      sheet.replaceChildren(...preview(app, draft, place));
      sheet.scrollIntoView();
    } }, t("Show the paper")), el("button", { type: "submit", class: "btn btn-primary" }, t("End the visit"))),
  );
  const ticked = (name) => [...form.querySelectorAll(`input[name=${name}]:checked`)].map((one) => Number(one.value));
  kept(form, save);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await Promise.all([paper.busy, glass.busy, form.saving]);
    await save();
    const fault = missing(draft);
    if (fault) return say(fault, "bad");
    try {
      await app.box.keep(records(draft, place), { deletes: [["drafts", `visit-${id}`]] });
    } catch (error) {
      if (!(error instanceof Full)) throw error;
      return say(t("The phone is full: nothing was kept. Free some space, or upload first."), "bad");
    }
    location.hash = "#day";
    return say(t("The visit is kept on the phone and goes up as soon as there is a network."));
  });
  return [card(t("End of the visit to %(place)s", { place: place.name }), form), sheet, backTo(id)];
}

function people(app, name, label, given) {
  const choices = app.day.people[name] ?? [];
  if (!choices.length) return null;
  return el("details", { class: "field-people", open: Boolean(given[name]?.length) }, el("summary", {}, label), choices.map(([key, told]) => el("label", { class: "option" },
    el("input", { type: "checkbox", class: "form-check-input", name, value: key, checked: given[name]?.includes(key) }), told)));
}

function attendance(app, given) {
  return [
    labelled(t("Leader"), select("leader", app.day.people.leader ?? [], given.leader ?? "", { empty: "—" })),
    people(app, "experts", t("Experts"), given),
    people(app, "officers", t("Enforcement officers"), given),
    tick("enforcement", t("It is law enforcement"), given.enforcement === "yes"),
    labelled(t("Accompanied by"), text("companion", given.companion, { most: 60 })),
  ];
}

function findings(given) {
  return [
    labelled(t("Situation found"), text("situation", given.situation, { lines: 4, most: 2000 })),
    labelled(t("What the leader required"), text("requirement", given.requirement, { lines: 2, most: 2000 })),
    labelled(t("Opinion of the experts"), text("opinion", given.opinion, { lines: 2, most: 2000 })),
    labelled(t("Next step"), text("next_step", given.next_step)),
  ];
}

function signature(app, given, glass) {
  const kind = select("signature", app.day.labels.signature, given.signature ?? "", { empty: "—" });
  const signed = el("div", {}, labelled(t("Signatory"), text("signed_by", given.signed_by, { most: 60 }), { required: true }), glass.node);
  const refused = labelled(t("Witness"), text("witness", given.witness, { most: 60 }), { help: t("Of a refusal to sign."), required: true });
  const show = () => {
    signed.hidden = kind.value !== "signed";
    refused.hidden = kind.value !== "refused";
  };
  kind.addEventListener("change", show);
  show();
  return [labelled(t("Signature of the business"), kind), signed, refused];
}

function missing(draft) {
  const given = draft.finish;
  if (given.signature === "signed" && (!given.signed_by || !draft.glass)) return t("Signed: who signed, and the signature on the glass.");
  if (given.signature === "refused" && !given.witness) return t("A refusal to sign is recorded with a witness.");
  const bare = Object.entries(draft.answers).find(([, one]) => one.result === "not_applicable" && !one.reason);
  if (bare) return t("Say why item “%(item)s” does not apply.", { item: bare[0] });
  if ((given.issue || given.order) && (given.officers?.length ?? 0) < 2) return t("A paper needs two officers at least: name them.");
  if (given.order && !draft.hazards.some((one) => !one.spot)) return t("No hazard of this visit is open: there is nothing to order.");
  if (given.order && !given.due_on) return t("Say by when the hazards of the order are to be rectified.");
  return "";
}

/* Returns the records of a visit's end, in the order in which they go up. */
function records(draft, place) {
  const given = draft.finish;
  const at = iso();
  const about = { at, place: place.name, case: { of: draft.visit } };
  const made = [];
  const one = (flow, step, label, more) => made.push({ id: uuid7(), flow, step, label, ...about, ...more });
  const attend = {
    leader: given.leader ? Number(given.leader) : "", experts: given.experts ?? [], officers: given.officers ?? [],
    enforcement: given.enforcement ?? "", companion: given.companion ?? "",
  };
  if (Object.values(attend).some((value) => (Array.isArray(value) ? value.length : value))) {
    one("visit", "attend", t("Who took part"), { input: attend, base: { companion: "", enforcement: "", experts: [], officers: [], leader: "" } });
  }
  const results = Object.entries(draft.answers).map(([item, answer]) => ({ item, ...answer }));
  if (draft.checklist && results.length) {
    one("visit", "check", t("Checklist"), { input: { checklist: draft.checklist, results }, base: { checklist: "" } });
  }
  const { focus, outcome } = draft.input;
  const minutes = Math.max(1, Math.min(1440, Math.round((Date.parse(at) - Date.parse(draft.at)) / 60000)));
  one("visit", "conclude", t("What followed"), {
    input: {
      focus, outcome, minutes, situation: given.situation, requirement: given.requirement, opinion: given.opinion,
      next_step: given.next_step, signature: given.signature,
      signed_by: given.signature === "signed" ? given.signed_by : "", witness: given.signature === "refused" ? given.witness : "",
    },
    base: { focus, outcome, situation: draft.input.situation },
    photos: {
      ...(given.signature === "signed" && draft.glass ? { glass: [draft.glass] } : {}),
      ...(draft.paper.length ? { paper: draft.paper } : {}),
    },
  });
  if (given.issue) one("site_paper", "issue_record", t("On-site inspection record"), { case: null, input: { visit: { of: draft.visit } } });
  const open = draft.hazards.filter((hazard) => !hazard.spot).map((hazard) => ({ of: hazard.id }));
  if (given.order && open.length) {
    one("site_paper", "issue_order", t("Rectification order"), { case: null, input: { visit: { of: draft.visit }, hazards: open, due_on: given.due_on, remark: "" } });
  }
  return made;
}
