/* Hints at entry about words that say too little; a hint never stands in the way. The same rules as the office's
   list (anlan/hazards/hollow.py), whose words the server gives; a test compares the two. */
import { t } from "./words.js";

const RULES = JSON.parse(document.body.dataset.hollow);
const MARKS = /[^\p{L}\p{N}＿]+/gu;
const LATIN = /[a-z][a-z'-]*/g;
const OPPOSITES = /[未不无没已均全]|正常|not|no longer|now/g;
const DONE = /已经|立即|及时|完成|进行|按要求|整改|到位|问题|隐患|rectified|corrected|done|fixed/g;
const GENERAL = new RegExp(`${RULES.general.join("|")}|[${RULES.particles}]`, "gu");
const PLACED = new RegExp(`[${RULES.places}0-9a-zA-Z]`, "u");
const COMMON = new Set(RULES.latin);

export const squeezed = (text) => text.toLowerCase().replace(MARKS, "");

const latin = (text) => text.toLowerCase().match(LATIN) ?? [];
const rest = (text) => text.toLowerCase().replace(LATIN, "").replace(MARKS, "");
const weight = (text) => [...rest(text)].length + 2 * latin(text).length;

function about(text) {
  return rest(text).replace(GENERAL, "") + latin(text).filter((word) => !COMMON.has(word)).join("");
}

export function ofFinding(text) {
  if (!text.trim()) return [];
  const long = weight(text);
  const vague = [...about(text)].length < 2 || (long >= RULES.least && long < RULES.placed_by && !PLACED.test(text));
  return [text.includes("＿") && "blank", long < RULES.least && "short", vague && "vague"].filter(Boolean);
}

export function ofMeasure(measure, finding) {
  if (!measure.trim()) return [];
  const short = weight(measure) < RULES.least_of_measure || [...about(measure)].length < 2;
  return [measure.includes("＿") && "blank", short && "short", !short && echoes(measure, finding) && "echo"].filter(Boolean);
}

function echoes(measure, finding) {
  if (RULES.acts.some((act) => squeezed(measure).includes(act) && !squeezed(finding).includes(act))) return false;
  const [mine, theirs] = [measure, finding].map((text) => [...squeezed(text).replace(DONE, "").replace(OPPOSITES, "")]);
  if (!mine.length || !theirs.length) return false;
  const pairs = (of) => (of.length > 1 ? of.slice(1).map((_one, at) => of[at] + of[at + 1]) : [of.join("")]);
  const known = new Set(pairs(theirs));
  return pairs(mine).filter((pair) => known.has(pair)).length >= RULES.echoed * pairs(mine).length;
}

/* What to tell about the words of a finding; `known` are the findings of the same place that are on the phone. */
export function hints(words, known = []) {
  const met = ofFinding(words);
  const same = known.filter((one) => squeezed(one) === squeezed(words)).length;
  return [
    met.includes("blank") && t("Fill in the blanks ＿＿."),
    met.includes("vague") ? ([...about(words)].length < 2 ? t("This says nothing: name what is wrong, on which object, where.") : t("No place is named: where in the premises is it?"))
      : met.includes("short") && t("Very short: which object, where, and what is wrong with it?"),
    same + 1 >= RULES.many && t("The same words stand for this place %(n)s times or more: say what is different this time.", { n: RULES.many }),
  ].filter(Boolean);
}

/* What to tell about the words of a measure beside those of its finding. */
export function hintsOfMeasure(measure, finding) {
  const told = {
    blank: t("Fill in the blanks ＿＿."),
    short: t("This does not say what was done: name the act and the object."),
    echo: t("The measure repeats the problem: say what was done, to which object."),
  };
  return ofMeasure(measure, finding).map((one) => told[one]);
}
