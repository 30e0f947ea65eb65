// Edits in the panel: how many there are and what they do, undo and redo, what is kept, saved and opened.
import { make, makeButton } from "../shared/elements.mjs";
import { saveFile } from "../shared/save.mjs";
import { fillWords } from "../shared/wording.mjs";
import { applyEdits, compareSource, listEdits, listLocks, makeDocument, readDocument } from "./edit_file.mjs";
import { makeEditStore } from "./edit_store.mjs";

// Where edits are kept by the desk, the browser keeps none for the page.
const NO_STORE = { isKept: true, read: () => null, other: () => null, save: () => true };

export function makeEditBar(data, model, viewState, format, act) {
  const words = data.words;
  const store = data.desk ? NO_STORE : makeEditStore(data);
  const box = make("section", "gp-edits");
  const state = make("p", "gp-sub gp-changed");
  const said = make("div", "gp-said");
  const kept = make("p", "gp-sub gp-hint");
  said.setAttribute("role", "status");
  box.setAttribute("aria-label", words.edits);
  const undo = makeButton(words.undo, () => act.step(model.undo));
  const redo = makeButton(words.redo, () => act.step(model.redo));
  const discard = makeButton(words.discard, () => act.step(model.reset));
  undo.title = "Ctrl+Z";
  redo.title = "Ctrl+Y";
  const save = makeButton(words.save_edits, () => saveEdits(), "gp-button gp-main");
  const table = makeButton(words.save_table, () =>
    saveFile("locks.csv", "text/csv", model.writeLocks(viewState.fixAll)),
  );
  const file = make("input");
  file.type = "file";
  file.accept = ".json,application/json";
  file.hidden = true;
  file.setAttribute("aria-label", words.open_edits);
  const open = makeButton(words.open_edits, () => file.click());
  file.onchange = async () => {
    const [chosen] = file.files;
    if (chosen) openText(await chosen.text(), chosen.name);
    file.value = "";
  };
  const buttons = make("p", "gp-buttons");
  const files = make("p", "gp-buttons");
  buttons.append(undo, redo, discard);
  files.append(save, open, table, file);
  box.append(state, said, buttons, files);
  const found = model.totals();
  let changing = false;

  function saveEdits() {
    const edits = makeDocument(data, listLocks(data, model, viewState.fixAll));
    saveFile("edits.json", "application/json", JSON.stringify(edits, null, 1) + "\n");
  }
  function tell(text, isWarning, ...more) {
    const line = make("p", isWarning ? "gp-warn" : "gp-note", text);
    line.append(...more);
    said.append(line);
  }
  function openText(text, name) {
    said.replaceChildren();
    const document_ = readDocument(text);
    if (!document_) tell(fillWords(words.no_edits, name), true);
    else take(document_, fillWords(words.opened, name));
  }
  function take(document_, title) {
    const source = compareSource(data, document_);
    if (source === "county") {
      tell(
        fillWords(words.other_county, document_.county ? document_.county.name : "–", document_.standard || "–"),
        true,
      );
      return;
    }
    const { applied, missing } = applyEdits(data, model, document_.edits);
    tell(title + " " + fillWords(words.applied, format.number(applied)), false);
    if (source === "inputs") tell(words.other_inputs, true);
    if (source === "kind") tell(words.other_kind, true);
    if (missing) tell(fillWords(words.edits_missing, format.number(missing)), true);
    act.refresh();
  }
  // What was kept when the page was last closed, or edits made for other files.
  function restore() {
    changing = true;
    const mine = store.read();
    if (mine) take(mine, words.kept_before);
    else {
      const other = store.other();
      if (other) {
        const day = (other.found.saved || "").slice(0, 10);
        const row = make("span", "gp-buttons");
        row.append(
          makeButton(words.take_over, () => {
            said.replaceChildren();
            take(other.found, "");
          }),
          makeButton(words.discard, () => {
            other.discard();
            said.replaceChildren();
          }),
        );
        tell(fillWords(words.other_kept, day, format.number(other.found.edits.length)), true, row);
      }
    }
    changing = false;
  }
  function describe(now) {
    const count = model.count();
    if (!count) return words.as_found;
    const more = [
      fillWords(words.people_amount, format.sign(now.now.people - found.now.people)),
      fillWords(words.km_amount, format.sign((now.mm - found.mm) / 1e6, 2)),
    ];
    return fillWords(words.changed, format.number(count)) + format.bracket(more.join(format.clause));
  }
  function describeDesk() {
    const { unsent, unmatched } = data.desk.said;
    const lines = [unsent ? fillWords(data.desk.words.unsent, format.number(unsent)) : data.desk.words.kept_at_desk];
    if (unmatched) lines.push(fillWords(data.desk.words.unmatched, format.number(unmatched)));
    return lines.join(" ");
  }
  function refresh(now) {
    const count = model.count();
    state.textContent = describe(now);
    state.classList.toggle("gp-hand", count > 0);
    undo.disabled = !model.canUndo();
    redo.disabled = !model.canRedo();
    discard.disabled = !count;
    const isKept = changing ? store.isKept : store.save(makeDocument(data, listEdits(data, model)));
    if (data.desk) {
      kept.textContent = describeDesk();
      kept.classList.toggle("gp-warn", data.desk.said.unsent + data.desk.said.unmatched > 0);
      return;
    }
    kept.textContent = isKept && store.isKept ? words.kept : words.not_kept;
    kept.classList.toggle("gp-warn", !(isKept && store.isKept) && count > 0);
    if (!count && !changing) said.replaceChildren();
  }
  return { box, kept, refresh, restore, openText };
}
