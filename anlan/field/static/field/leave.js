/* Signing out: the key is destroyed, and with it whatever this phone still keeps. Said plainly before. */
import { call, hello } from "./net.js";
import { button, card, el, link, notice, say } from "./view.js";
import { t } from "./words.js";

export async function leave(app) {
  const left = (await app.box.count()) + (await app.store.all("drafts")).length;
  const sure = el("input", { type: "checkbox", class: "form-check-input", name: "sure" });
  return [card(
    t("Sign out of this phone"),
    el("p", {}, t("Signing out destroys the key by which this phone keeps its data. Nobody can read it afterwards.")),
    left ? notice(t("%(n)s records or drafts have not been uploaded. Signing out destroys them.", { n: left }), "bad") : null,
    left ? el("label", { class: "option" }, sure, t("Destroy them; I have them elsewhere or do not need them.")) : null,
    button(t("Sign out"), async () => {
      if (left && !sure.checked) return say(t("Upload first, or tick the box."), "bad");
      await hello(app.store.device);
      await app.store.destroy();
      await call("POST", "../sign-out/");
      location.replace("../sign-in/");
      return null;
    }),
    link(t("Back to the day"), "#day", "secondary"),
  )];
}
