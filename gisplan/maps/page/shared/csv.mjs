// Rows as CSV. Nothing here draws.

// A cell that a spreadsheet would take for a formula gets an apostrophe.
export function formatCell(value) {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
}

// heads: [key, label] of each column.
export function writeCsv(rows, heads) {
  const lines = [heads.map(([, label]) => formatCell(label))];
  for (const row of rows) lines.push(heads.map(([key]) => formatCell(row[key])));
  return "\ufeff" + lines.map((line) => line.join(",") + "\r\n").join("");
}
