/* The words of the page in the reader's language; the English text is the key. */
const WORDS = JSON.parse(document.body.dataset.words);

export function t(text, values = {}) {
  const told = WORDS[text] ?? text;
  return told.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
