// Who has the form of a work in use: this page says so of itself, and shows who else has.

const SIGN_MS = 5000;
const IDLE_MS = 120000; // a form that was not touched for so long is not in use

// The names by work, each once, in order.
export const groupByWork = (editing) => {
  const names = new Map();
  for (const { work, by } of editing) names.set(work, [...(names.get(work) || []), by]);
  return names;
};

const fill = (node, title, names) => {
  const text = names && names.length ? title.replace("{0}", () => names.join("、")) : "";
  if (node.textContent !== text) node.textContent = text;
  node.hidden = !text;
};

// Show on a work's page and in the list who else edits.
export const showEditing = (editing) => {
  const names = groupByWork(editing);
  const work = document.getElementById("work");
  const notice = document.getElementById("editing");
  if (work && notice) fill(notice, notice.dataset.title, names.get(Number(work.dataset.work)));
  const table = document.querySelector("[data-editing-title]");
  if (!table) return;
  for (const mark of table.querySelectorAll("[data-editing]")) {
    fill(mark, table.dataset.editingTitle, names.get(Number(mark.dataset.editing)));
  }
};

// Say that the forms of a work's page are in use, as long as somebody works on them, and when the page is left.
export const markEditing = () => {
  const work = document.getElementById("work");
  if (!work || work.dataset.mine !== "yes") return;
  const page = Math.random().toString(36).slice(2);
  const state = { touched: -Infinity, signed: -Infinity, isMarked: false };
  const mark = (use) => {
    state.signed = Date.now();
    state.isMarked = use;
    const token = document.querySelector("input[name=form_token]").value;
    window
      .fetch(`/works/${work.dataset.work}/editing`, {
        method: "POST",
        credentials: "same-origin",
        keepalive: true,
        headers: { "content-type": "application/json", "x-form-token": token },
        body: JSON.stringify({ page, use }),
      })
      .catch(() => null);
  };
  const touch = (event) => {
    if (!event.target.matches("input:not([type=hidden]), select, textarea")) return;
    state.touched = Date.now();
    if (state.touched - state.signed >= SIGN_MS || !state.isMarked) mark(true);
  };
  for (const name of ["focusin", "input"]) work.addEventListener(name, touch);
  setInterval(() => {
    const now = Date.now();
    const uses = now - state.touched < IDLE_MS;
    if (uses && now - state.signed >= SIGN_MS - 500) mark(true);
    else if (!uses && state.isMarked) mark(false);
  }, SIGN_MS);
  window.addEventListener("pagehide", () => {
    if (state.isMarked) mark(false);
  });
};
