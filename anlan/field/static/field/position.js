/* The position: asked for only when somebody says so, told why, and kept as evidence with one record. */
import { button, el } from "./view.js";
import { t } from "./words.js";

export class PositionField {
  constructor(value = null, onchange = () => {}) {
    this.value = value;
    this.onchange = onchange;
    this.told = el("span", { class: "dim" });
    this.node = el(
      "div", { class: "field field-position" },
      el("p", { class: "field-help" }, t("The position serves one purpose: to prove that somebody was on site. It is taken once, now, and shown only to those who see this record.")),
      button(t("Take the position"), () => this.take(), "secondary"),
      this.told,
    );
    this.show();
  }

  take() {
    if (!navigator.geolocation) {
      this.told.textContent = t("This phone tells no position.");
      return;
    }
    this.told.textContent = t("Looking for the position…");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.value = { lat: coords.latitude, lon: coords.longitude, accuracy: Math.round(coords.accuracy) };
        this.show();
        this.onchange();
      },
      () => {
        this.told.textContent = t("No position could be had. The record goes without one.");
      },
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 },
    );
  }

  show() {
    if (this.value) this.told.textContent = t("Taken, to within %(n)s m.", { n: this.value.accuracy });
  }
}
