/* A visit begins: where, in which mode, for what, and what came of it. */
import { uuid7 } from "./ids.js";
import { iso } from "./net.js";
import { PositionField } from "./position.js";
import { Full } from "./store.js";
import { button, card, el, labelled, say, select, text, values } from "./view.js";
import { t } from "./words.js";

export function start(app, placeId) {
  const place = app.place(placeId);
  if (!place) return app.missing();
  const { labels } = app.day;
  const position = new PositionField();
  const note = labelled(t("Why it was not inspected"), text("outcome_note"), { required: true });
  note.hidden = true;
  const outcome = select("outcome", labels.outcome, "inspected");
  outcome.addEventListener("change", () => {
    note.hidden = outcome.value === "inspected";
  });
  const team = app.day.teams.length
    ? labelled(t("Team"), select("team", app.day.teams.map((one) => [one.id, one.name]), place.team ?? "", { empty: "—" }))
    : null;
  const form = el(
    "form", {},
    labelled(t("Mode"), select("mode", labels.mode, "unannounced"), { required: true }),
    labelled(t("Focus"), text("focus", "", { most: 200 })),
    team,
    labelled(t("What came of it"), outcome, { required: true }),
    note,
    position.node,
    el("button", { type: "submit", class: "btn btn-primary btn-wide" }, t("Begin the visit")),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = values(form);
    try {
      const id = await begin(app, place, given, position.value);
      location.hash = given.outcome === "inspected" ? `#visit/${id}` : "#day";
      say(t("Kept on the phone."));
    } catch (error) {
      if (!(error instanceof Full)) throw error;
      say(t("The phone is full: nothing was kept. Free some space, or upload first."), "bad");
    }
  });
  return [card(place.name, el("p", { class: "dim" }, `${place.area} · ${place.sector.name} · ${place.address}`), form),
    button(t("Back"), () => history.back(), "secondary")];
}

async function begin(app, place, given, position) {
  const id = uuid7();
  const at = iso();
  const input = {
    premises: place.id, mode: given.mode, focus: given.focus, situation: "", outcome: given.outcome,
    outcome_note: given.outcome === "inspected" ? "" : given.outcome_note,
  };
  const record = {
    id, flow: "visit", step: "record", input, at, position, team: given.team ? Number(given.team) : null,
    label: t("Visit"), place: place.name,
  };
  const draft = { visit: id, place: place.id, at, input, answers: {}, finish: {}, hazards: [], glass: "", paper: [] };
  const puts = given.outcome === "inspected" ? [["drafts", `visit-${id}`, draft]] : [];
  await app.box.keep([record], { puts });
  return id;
}
