/* A signature on glass: drawn with a finger, kept as a picture. */
import { button, el } from "./view.js";
import { t } from "./words.js";

export class SignField {
  constructor(app, { id = "", draft = "", onchange = () => {} } = {}) {
    Object.assign(this, { app, id, draft, onchange, drawn: false });
    this.canvas = el("canvas", { class: "field-glass", width: 900, height: 360, tabindex: 0, "aria-label": t("Field for the signature") });
    this.told = el("span", { class: "dim" }, id ? t("Signed.") : "");
    this.node = el("div", { class: "field" }, this.canvas, el("div", { class: "field-row" },
      button(t("Wipe it"), () => this.wipe(), "secondary"), this.told));
    this.pen = this.canvas.getContext("2d");
    this.blank();
    this.listen();
  }

  blank() {
    this.pen.fillStyle = "#fff";
    this.pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    this.pen.strokeStyle = "#111";
    this.pen.lineWidth = 5;
    this.pen.lineCap = this.pen.lineJoin = "round";
  }

  listen() {
    let down = false;
    const at = (event) => {
      const box = this.canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * (this.canvas.width / box.width), (event.clientY - box.top) * (this.canvas.height / box.height)];
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      down = true;
      this.canvas.setPointerCapture(event.pointerId);
      this.pen.beginPath();
      this.pen.moveTo(...at(event));
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (!down) return;
      this.pen.lineTo(...at(event));
      this.pen.stroke();
      this.drawn = true;
    });
    for (const name of ["pointerup", "pointercancel"]) {
      this.canvas.addEventListener(name, () => {
        if (down && this.drawn) this.keep();
        down = false;
      });
    }
  }

  keep() {
    this.busy = (this.busy ?? Promise.resolve()).then(async () => {
      const blob = await new Promise((resolve) => this.canvas.toBlob(resolve, "image/png"));
      const former = this.id;
      this.id = await this.app.box.keepPhoto(await blob.arrayBuffer(), this.draft);
      await this.onchange();
      if (former) await this.app.store.write([], [["photos", former]]);
      this.told.textContent = t("Signed.");
    });
    return this.busy;
  }

  wipe() {
    this.drawn = false;
    this.id = "";
    this.told.textContent = "";
    this.blank();
    this.onchange();
  }
}
