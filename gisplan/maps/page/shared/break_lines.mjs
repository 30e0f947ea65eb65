// Lines of a text that fit a width. Nothing here draws.

// Where a line may end: after a space, and after a Chinese character or mark, but not before a closing one.
const CHINESE = "\\u2e80-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef";
const CLOSING = "[\\u3001\\u3002\\uff01\\uff09\\uff0c\\uff1a\\uff1b\\uff1f]*";
const PARTS = new RegExp(`[${CHINESE}]${CLOSING}|[^\\s${CHINESE}]+\\s*|\\s+`, "g");

// measure: the width of a text. What is longer than a line stands on a line of its own; no text has no lines.
export function breakLines(text, most, measure) {
  const lines = [];
  let line = "";
  for (const part of text.match(PARTS) || []) {
    if (line && measure((line + part).trimEnd()) > most) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += part;
  }
  if (line.trim()) lines.push(line.trimEnd());
  return lines;
}
