/* The papers as they will read, from what is on the phone: drafts, without number and seal, for the business to look at. */
import { el, moment } from "./view.js";
import { t } from "./words.js";

export function preview(app, draft, place) {
  const given = draft.finish;
  const list = app.day.checklists.find((one) => one.id === draft.checklist);
  const failed = (list?.items ?? []).filter((item) => draft.answers[item.code]?.result === "fails");
  const named = (name) => (app.day.people[name] ?? []).filter(([key]) => given[name]?.includes(key)).map(([, told]) => told).join("；");
  const leader = (app.day.people.leader ?? []).find(([key]) => `${key}` === given.leader)?.[1] ?? "";
  const rows = [
    [t("Unit inspected"), place.name], [t("Address"), place.address], [t("Contact"), place.contact],
    [t("Time"), moment(draft.at)], [t("Leader"), leader], [t("Enforcement officers"), named("officers")],
    [t("Experts"), named("experts")], [t("Accompanied by"), given.companion], [t("Focus"), draft.input.focus],
    [t("Situation found"), given.situation], [t("What the leader required"), given.requirement],
    [t("Opinion of the experts"), given.opinion],
  ].filter(([, value]) => value);
  const signed = given.signature === "signed" ? given.signed_by : given.signature === "refused" ? t("Refused to sign (witness: %(name)s)", { name: given.witness }) : "";
  const record = el(
    "article", { class: "card field-paper", "aria-label": t("Draft of the paper") },
    el("p", { class: "field-stamp" }, t("Draft: the paper itself, with its number, can be handed over once the visit has been uploaded.")),
    el("h2", {}, t("On-site inspection record")),
    el("dl", { class: "facts" }, rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
    el("ol", {}, draft.hazards.map((one) => el("li", {}, one.description, one.spot ? ` (${t("rectified on the spot")})` : ""))),
    failed.length ? el("p", { class: "dim" }, `${t("Items that do not conform")}: ${failed.map((item) => item.code).join("、")}`) : null,
    el("p", {}, `${t("Signature of the business")}: ${signed}`),
  );
  return given.order === "yes" ? [record, order(app, draft, place, { officers: named("officers"), signed })] : [record];
}

/* The order: what is open, each with its basis, and by when. */
function order(app, draft, place, { officers, signed }) {
  const items = app.day.checklists.flatMap((one) => one.items);
  const open = draft.hazards.filter((one) => !one.spot);
  return el(
    "article", { class: "card field-paper", "aria-label": t("Draft of the paper") },
    el("p", { class: "field-stamp" }, t("Draft: the paper itself, with its number, can be handed over once the visit has been uploaded.")),
    el("h2", {}, t("Rectification order")),
    el("dl", { class: "facts" }, [[t("Unit inspected"), place.name], [t("Address"), place.address], [t("Enforcement officers"), officers]]
      .filter(([, value]) => value).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
    open.length ? el("ol", {}, open.map((one) => el("li", {}, one.description, el("div", { class: "dim" }, items.find((item) => item.id === one.item)?.basis ?? ""))))
      : el("p", { class: "field-why" }, t("No hazard of this visit is open: there is nothing to order.")),
    draft.finish.due_on ? el("p", {}, t("To be rectified by %(day)s.", { day: draft.finish.due_on })) : null,
    el("p", {}, `${t("Signature of the business")}: ${signed}`),
  );
}
