/* Elements made without a framework; everything that people typed goes in as text, never as markup. */
import { t } from "./words.js";

export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "value") made.value = value;
    else if (value === true) made.setAttribute(name, "");
    else made.setAttribute(name, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export function card(title, ...children) {
  return el("section", { class: "card field-card" }, title ? el("h2", { class: "field-title" }, title) : null, ...children);
}

export function badge(text, tone = "neutral") {
  return el("span", { class: `word word-${tone}` }, text);
}

export function notice(text, tone = "info", ...more) {
  return el("div", { class: `notice notice-${tone}`, role: tone === "bad" ? "alert" : "status" }, el("div", {}, text, ...more));
}

export function button(text, onclick, kind = "primary", more = {}) {
  return el("button", { type: "button", class: `btn ${kind === "primary" ? "btn-primary" : ""}`, onclick, ...more }, text);
}

export function link(text, hash, kind = "plain") {
  return el("a", { href: hash, class: kind === "plain" ? "" : `btn ${kind === "primary" ? "btn-primary" : ""}` }, text);
}

let serial = 0;

export function labelled(label, input, { help = "", required = false } = {}) {
  serial += 1;
  input.id ||= `f${serial}`;
  return el(
    "div", { class: "field" },
    el("label", { class: "field-label", for: input.id }, label, required ? null : el("span", { class: "dim" }, t("(optional)"))),
    input,
    help ? el("p", { class: "field-help" }, help) : null,
  );
}

export function text(name, value = "", { lines = 0, most = 300, required = false } = {}) {
  const attributes = { name, class: "form-control", maxlength: most, required, value, autocomplete: "off" };
  return lines ? el("textarea", { ...attributes, rows: lines }) : el("input", { ...attributes, type: "text" });
}

export function select(name, choices, value = "", { empty = null } = {}) {
  const made = el("select", { name, class: "form-select" });
  if (empty !== null) made.append(el("option", { value: "" }, empty));
  for (const [code, label] of choices) made.append(el("option", { value: code }, label));
  made.value = value;
  return made;
}

export function tick(name, label, checked = false) {
  return el("label", { class: "option" }, el("input", { type: "checkbox", class: "form-check-input", name, value: "yes", checked }), label);
}

export function values(form) {
  const found = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") found[name] = value.trim();
  return found;
}

export function day(text_) {
  return text_ ? new Date(text_).toLocaleDateString(document.documentElement.lang, { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric" }) : "";
}

export function moment(text_) {
  return new Date(text_).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
}

let said = 0;

export function say(message, tone = "good") {
  said = Date.now();
  const place = document.getElementById("says");
  place.replaceChildren(notice(message, tone));
  place.scrollIntoView({ block: "nearest" });
}

/* Takes the last message away, unless it was said for the screen that comes just now. */
export function hush() {
  if (Date.now() - said < 600) return;
  document.getElementById("says").replaceChildren();
}

/* Saves what is typed a moment after it was, so that a page that is killed loses nothing. Not once it is sent: the draft
   is gone then, and must not come back. Whoever sends waits for `form.saving`. */
export function kept(form, save) {
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      form.saving = save();
    }, 250);
  };
  form.addEventListener("submit", () => clearTimeout(timer));
  form.addEventListener("input", later);
  form.addEventListener("change", later);
}
