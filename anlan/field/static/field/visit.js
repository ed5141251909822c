/* A visit under way: the checklist item by item, the hazards found, then its end. All of it is a draft on the phone. */
import { hazard } from "./dayview.js";
import { badge, button, card, el, labelled, link, moment, select, text } from "./view.js";
import { t } from "./words.js";

export async function visit(app, id) {
  const draft = await app.store.get("drafts", `visit-${id}`);
  const place = draft && app.place(draft.place);
  if (!draft || !place) return app.missing();
  const save = () => app.store.write([["drafts", `visit-${id}`, draft]]);
  return [
    card(place.name, el("p", { class: "dim" }, t("Begun %(when)s", { when: moment(draft.at) }), " · ", place.address)),
    card(t("Hazards found on this visit"),
      draft.hazards.length ? el("ul", { class: "plain-list" }, draft.hazards.map((one) => el("li", {}, badge(one.spot ? t("rectified on the spot") : t("open"), one.spot ? "good" : "warn"), " ", one.description))) : el("p", { class: "dim" }, t("None yet.")),
      link(t("Record a hazard"), `#hazard/${id}`, "primary")),
    place.hazards.length ? card(t("Known at this place before"), place.hazards.map((one) => hazard(app, one))) : null,
    checklist(app, draft, place, save),
    el("div", { class: "field-row" }, link(t("End the visit"), `#finish/${id}`, "primary"), link(t("Back to the day"), "#day", "secondary")),
  ];
}

function checklist(app, draft, place, save) {
  const lists = app.day.checklists.filter((one) => one.sectors.includes("*") || one.sectors.includes(place.sector.code));
  if (!lists.length) return card(t("Checklist"), el("p", { class: "dim" }, t("No checklist is in force for this sector.")));
  const body = el("div", {});
  const choice = select("checklist", lists.map((one) => [one.id, one.title]), draft.checklist ?? "", { empty: t("Choose a checklist") });
  choice.addEventListener("change", async () => {
    draft.checklist = choice.value ? Number(choice.value) : null;
    draft.answers = {};
    await save();
    show();
  });
  const show = () => {
    const list = lists.find((one) => one.id === draft.checklist);
    body.replaceChildren(...(list ? items(app, draft, list, save) : []));
  };
  show();
  return card(t("Checklist"), labelled(t("Checklist"), choice), body);
}

function items(app, draft, list, save) {
  const told = el("p", { class: "dim", role: "status" });
  const count = () => {
    const done = Object.values(draft.answers).filter((one) => one.result !== "unchecked").length;
    told.textContent = t("%(n)s of %(of)s items answered", { n: done, of: list.items.length });
  };
  count();
  return [told, ...list.items.map((item) => row(app, draft, item, async () => {
    count();
    await save();
  }))];
}

function row(app, draft, item, changed) {
  const answer = draft.answers[item.code] ?? { result: "unchecked", reason: "" };
  const reason = labelled(t("Reason"), text("reason", answer.reason, { most: 200 }), { required: true });
  const hazard = el("p", { class: "field-row" }, link(t("Record the hazard"), `#hazard/${draft.visit}/${item.id}`, "primary"));
  const show = () => {
    reason.hidden = answer.result !== "not_applicable";
    hazard.hidden = answer.result !== "fails";
  };
  const group = el("div", { class: "field-answers", role: "radiogroup", "aria-label": item.text }, app.day.labels.result.map(([code, label]) => {
    const input = el("input", { type: "radio", name: `r-${item.id}`, value: code, checked: answer.result === code });
    input.addEventListener("change", () => {
      answer.result = code;
      draft.answers[item.code] = answer;
      show();
      changed();
    });
    return el("label", { class: "field-answer" }, input, el("span", {}, label));
  }));
  reason.querySelector("input").addEventListener("input", (event) => {
    answer.reason = event.target.value.trim();
    draft.answers[item.code] = answer;
    changed();
  });
  show();
  return el("div", { class: "field-item" }, el("p", {}, el("b", {}, `${item.code} `), item.text),
    el("p", { class: "dim" }, [item.method, item.basis, item.evidence].filter(Boolean).join(" · ")), group, reason, hazard);
}

export function backTo(id) {
  return button(t("Back to the visit"), () => {
    location.hash = `#visit/${id}`;
  }, "secondary");
}
