/* Hints at entry about words that say too little; a hint never stands in the way. The office has the same rules. */
import { t } from "./words.js";

const EMPTY = /^(无|没有|无隐患|正常|加强管理|进一步加强管理|未发现|存在隐患|整改|已整改|none|nothing|ok)[。.!！]*$/i;
const SHORT = 8;

export function hints(words) {
  const told = words.trim();
  if (!told) return [];
  const found = [];
  if (EMPTY.test(told)) found.push(t("This says nothing: name what is wrong, on which object, where."));
  else if ([...told].length < SHORT) found.push(t("Very short: which object, where, and what is wrong with it?"));
  if (told.includes("＿")) found.push(t("Fill in the blanks ＿＿."));
  return found;
}
