// Amounts as the page writes them. Nothing here draws.
import { fillWords, makeNumberFormat, punctuate } from "../shared/wording.mjs";

export function makeFormats(data) {
  const words = data.words;
  const number = makeNumberFormat(data.lang, "–");
  const fixed = (value, digits) =>
    value.toLocaleString(data.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const cost = (parts) => fixed(parts / data.cost.parts, data.cost.digits);
  const costUnit = (parts) => fillWords(words[data.cost.unit === "km" ? "km_amount" : "yuan_amount"], cost(parts));
  const km = (mm) => fillWords(words.km_amount, fixed(mm / 1e6, 2));
  // sums: {cost, mm, yuan, unpriced_mm}; yuan where the county has a cost table, and what has no price.
  function money(sums) {
    if (!data.price) return costUnit(sums.cost);
    const priced = fillWords(words.yuan_amount, number(Math.round(sums.yuan)));
    if (sums.unpriced_mm <= 0) return priced;
    return sums.yuan ? fillWords(words.unpriced, priced, km(sums.unpriced_mm)) : words.no_price;
  }
  // The same without its unit, for a column of them; +? stands for what has no price.
  const moneyNumber = (sums) =>
    data.price
      ? (sums.yuan || !sums.unpriced_mm ? number(Math.round(sums.yuan)) : "") + (sums.unpriced_mm > 0 ? "+?" : "")
      : cost(sums.cost);
  const marks = punctuate(data.lang);
  return {
    number,
    ...marks,
    list: (some) => some.join(marks.comma),
    inUnit: (label, unit) => label + marks.bracket(unit),
    moneyNumber,
    kmNumber: (mm) => fixed(mm / 1e6, 2),
    cost,
    costUnit,
    km,
    money,
    metres: (value) => fillWords(words.metres_amount, number(Math.round(value))),
    prize: (value) => number(value, 1),
    sign: (v, digits = 1) => (v > 0 ? "+" + number(v, digits) : v < 0 ? "−" + number(-v, digits) : "0"),
    // Kilometres beside the money, where these are not the same.
    hasMoney: Boolean(data.price) || data.cost.unit !== "km",
  };
}
