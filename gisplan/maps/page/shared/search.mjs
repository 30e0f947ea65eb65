// What a search compares. Nothing here draws.

// Width and case of letters do not matter.
const fold = (text) => (text || "").normalize("NFKC").toLowerCase();

export const readQuery = (text) => fold(text).trim();
export const nameFits = (query, name) => fold(name).includes(query);
export const codeFits = (query, code) => (code || "").toLowerCase().startsWith(query);
