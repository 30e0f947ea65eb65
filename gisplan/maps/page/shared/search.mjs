// What a search compares. Nothing here draws.

// Width and case of letters do not matter.
const fold = (text) => (text || "").normalize("NFKC").toLowerCase();

export const readQuery = (text) => fold(text).trim();
export const nameFits = (query, name) => fold(name).includes(query);
// How well a name fits, the least the best: the whole name, the name without its ending (村, 镇 …), a beginning, by how
// much the name is longer, then anywhere in it, then not at all.
const ENDING = /(街道|社区|村|镇|乡|组|县|河)$/;
const INSIDE = 1000;
export function rankName(query, name) {
  const text = fold(name);
  if (text === query) return 0;
  if (text.replace(ENDING, "") === query) return 1;
  if (text.startsWith(query)) return 2 + text.length - query.length;
  return text.includes(query) ? INSIDE : INSIDE + 1;
}
export const isWhole = (rank) => rank <= 1;

export const codeFits = (query, code) => (code || "").toLowerCase().startsWith(query);
