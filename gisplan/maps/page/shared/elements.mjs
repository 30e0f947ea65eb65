// Elements of the page. What comes from data goes in as text, never as markup.
export const make = (tag, name, text) => {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
};

export function makeButton(label, run, name) {
  const button = make("button", name || "gp-button", label);
  button.onclick = run;
  return button;
}

// A table: the first cell of each row names it; what comes from data goes in as text.
export function makeTable(heads, rows, name) {
  const table = make("table", "gp-table " + (name || ""));
  const top = make("thead");
  const body = make("tbody");
  const line = make("tr");
  for (const one of heads) {
    const cell = make("th");
    cell.scope = "col";
    cell.append(one);
    line.append(cell);
  }
  top.append(line);
  for (const cells of rows) {
    const row = make("tr");
    cells.forEach((cell, k) => {
      const node = make(k ? "td" : "th");
      if (!k) node.scope = "row";
      node.append(cell instanceof Node ? cell : String(cell ?? "–"));
      row.append(node);
    });
    body.append(row);
  }
  table.append(top, body);
  return table;
}

export const makeSvg = (tag, attributes, text) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  if (text !== undefined) node.textContent = text;
  return node;
};
