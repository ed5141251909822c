/* The comfortable editor: figures as chips over a text area. What is sent is the text area, so that everything works the
   same without this file. Chips cannot be edited inside; the preview below follows what is typed. */
"use strict";
(() => {
  const TOKEN = /\{[^{}\n]+\}/g;
  const WAIT = 600;
  let last = null;

  const chip = (token, text, known) => {
    const span = document.createElement("span");
    span.className = "chip-token";
    span.contentEditable = "false";
    span.dataset.token = token;
    span.textContent = text || token;
    span.title = token;
    if (!known) span.dataset.unknown = "";
    return span;
  };

  const draw = (box, value, texts) => {
    box.replaceChildren();
    let end = 0;
    for (const found of value.matchAll(TOKEN)) {
      box.append(value.slice(end, found.index));
      const text = texts.get(found[0]);
      box.append(chip(found[0], text, text !== undefined || texts.size === 0));
      end = found.index + found[0].length;
    }
    box.append(value.slice(end));
  };

  const read = (node) => {
    let value = "";
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) value += child.data;
      else if (child.dataset && child.dataset.token) value += child.dataset.token;
      else if (child.nodeName === "BR") value += "\n";
      else value += (value && child.nodeName === "DIV" ? "\n" : "") + read(child);
    }
    return value;
  };

  const insert = (box, node) => {
    box.focus();
    const selection = getSelection();
    let range = selection.rangeCount ? selection.getRangeAt(0) : null;
    if (!range || !box.contains(range.commonAncestorContainer)) {
      range = document.createRange();
      range.selectNodeContents(box);
      range.collapse(false);
    }
    range.deleteContents();
    range.insertNode(node);
    range.setStartAfter(node);
    range.collapse(true);
    selection.removeAllRanges();
    selection.addRange(range);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const follow = (form, area, box, texts) => {
    const preview = form.parentElement.querySelector(".preview");
    const address = form.dataset.preview;
    if (!preview || !address) return () => {};
    let timer = 0;
    let asked = 0;
    const ask = async () => {
      const number = ++asked;
      const body = new FormData();
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      body.set("text", area.value);
      const answer = await fetch(address, { method: "POST", body, headers: { "X-Requested-With": "fetch" } }).catch(() => null);
      if (!answer || !answer.ok || number !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const told = page.querySelector(".chip-texts");
      if (told) {
        texts.clear();
        for (const one of told.children) texts.set(one.dataset.token, one.textContent);
        told.remove();
        for (const span of box.querySelectorAll(".chip-token")) {
          const text = texts.get(span.dataset.token);
          span.textContent = text === undefined ? span.dataset.token : text;
          span.toggleAttribute("data-unknown", text === undefined);
        }
      }
      preview.replaceChildren(...page.body.childNodes);
    };
    return (now) => {
      clearTimeout(timer);
      timer = setTimeout(ask, now ? 0 : WAIT);
    };
  };

  const dress = (area) => {
    const form = area.form;
    const box = document.createElement("div");
    const label = document.querySelector(`label[for="${area.id}"]`);
    const texts = new Map();
    box.className = "chip-editor";
    box.contentEditable = "true";
    box.lang = area.lang;
    box.spellcheck = false;
    box.setAttribute("role", "textbox");
    box.setAttribute("aria-multiline", "true");
    if (label) box.setAttribute("aria-label", label.textContent);
    draw(box, area.value, texts);
    area.hidden = true;
    area.after(box);
    const changed = follow(form, area, box, texts);
    box.addEventListener("input", () => {
      area.value = read(box);
      changed(false);
    });
    box.addEventListener("focus", () => { last = box; });
    box.addEventListener("paste", (event) => {
      event.preventDefault();
      const text = event.clipboardData.getData("text/plain").replace(/\s*\n\s*/g, "");
      insert(box, document.createTextNode(text));
      draw(box, read(box), texts);
      changed(true);
    });
    box.addEventListener("blur", () => {
      area.value = read(box);
      draw(box, area.value, texts);
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        form.requestSubmit();
      }
    });
    if (area.value) changed(true);
  };

  for (const area of document.querySelectorAll(".passage-text")) dress(area);
  for (const button of document.querySelectorAll(".palette-figure")) {
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      if (last) insert(last, chip(button.dataset.token, button.firstElementChild.textContent, true));
    });
  }
})();
