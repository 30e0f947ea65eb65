// Words and numbers of the page. Nothing here draws.

// The endings of counted words: "{0} step(s)" is one step for 1, and steps for every other number.
const countWords = (template, values) =>
  template.replace(/(\{(\d+)\}[^{(]*)\((e?s)\)/g, (all, before, k, ending) =>
    String(values[k]) === "1" ? before : before + ending,
  );

// A sentence with its places {0}, {1} filled in; a value may hold anything.
export const fillWords = (template, ...values) =>
  values.reduce((filled, value, k) => filled.replace("{" + k + "}", () => value), countWords(template, values));

const CHINESE = {
  comma: "、",
  clause: "，",
  semicolon: "；",
  colon: "：",
  gap: "",
  bracket: (text) => "（" + text + "）",
};
const WESTERN = {
  comma: ", ",
  clause: ", ",
  semicolon: "; ",
  colon: ": ",
  gap: " ",
  bracket: (text) => " (" + text + ")",
};

// The marks of a language: between the items of a list, between clauses and sentences, and brackets with what is
// before them.
export const punctuate = (lang) => (lang.startsWith("zh") ? CHINESE : WESTERN);

// A length with its unit: metres below one kilometre, kilometres above.
export const writeLength = (metres, words, number = String) =>
  metres < 1000 ? fillWords(words.in_metres, number(metres, 0)) : fillWords(words.in_km, number(metres / 1000, 2));

// The same with named places.
export const fillNames = (template, values) =>
  template.replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));

// Numbers with thin spaces between thousands, as everywhere; what is not known is given as `unknown`.
export const makeNumberFormat = (lang, unknown) => (value, digits) =>
  value === null || value === undefined
    ? unknown
    : value.toLocaleString("en", { maximumFractionDigits: digits || 0 }).replace(/,/g, "\u202f");
