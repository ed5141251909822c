/* A field of photographs: taken or chosen, made small, kept encrypted at once, shown, taken away again. */
import { NoPicture, smaller } from "./pictures.js";
import { Full } from "./store.js";
import { el, labelled, say } from "./view.js";
import { t } from "./words.js";

export class PhotoField {
  constructor(app, label, { ids = [], draft = "", most = 9, onchange = () => {}, required = false } = {}) {
    Object.assign(this, { app, draft, most, onchange });
    this.ids = [...ids];
    this.row = el("div", { class: "field-photos" });
    const input = el("input", { type: "file", accept: "image/*", multiple: true, class: "field-file" });
    input.addEventListener("change", () => this.take(input));
    const field = labelled(label, input, { required, help: t("Made smaller on the phone; kept until the server has it.") });
    input.after(el("label", { class: "btn field-take", for: input.id, "aria-hidden": "true" }, t("Take or choose photographs")));
    this.node = el("div", {}, field, this.row);
    this.busy = Promise.resolve();
    this.show();
  }

  take(input) {
    const files = [...input.files];
    input.value = "";
    this.busy = this.busy.then(async () => {
      for (const file of files) {
        if (this.ids.length >= this.most) {
          say(t("At most %(n)s photographs.", { n: this.most }), "warn");
          break;
        }
        await this.one(file);
      }
    });
    return this.busy;
  }

  async one(file) {
    try {
      this.ids.push(await this.app.box.keepPhoto(await smaller(file), this.draft));
      await this.onchange();
      await this.show();
    } catch (error) {
      if (error instanceof NoPicture) say(t("“%(name)s” is not a photograph.", { name: file.name }), "bad");
      else if (error instanceof Full) say(t("The phone is full: the photograph was not kept. Free some space, or upload first."), "bad");
      else throw error;
    }
  }

  async show() {
    const pictures = [];
    for (const [place, id] of this.ids.entries()) {
      const bytes = await this.app.store.bytes(id);
      if (!bytes) {
        pictures.push(el("figure", {}, el("p", { class: "field-why" }, t("Not on the phone any more")), el("button", { type: "button", class: "btn btn-sm", onclick: () => this.drop(id) }, t("Remove"))));
        continue;
      }
      const url = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
      const image = el("img", { src: url, alt: t("Photograph %(n)s", { n: place + 1 }) });
      image.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
      const drop = el("button", { type: "button", class: "btn btn-sm", onclick: () => this.drop(id) }, t("Remove"));
      pictures.push(el("figure", {}, image, drop));
    }
    this.row.replaceChildren(...pictures);
  }

  async drop(id) {
    this.ids = this.ids.filter((one) => one !== id);
    await this.onchange();
    await this.app.store.write([], [["photos", id]]);
    await this.show();
  }
}
