// What is typed into a form is kept on this device until it is saved: a closed page or an ended session loses nothing.

const PREFIX = "desk-draft:";

// Where the drafts of an account are.
export const draftPrefix = (owner) => `${PREFIX}${owner}:`;

const isTyped = (field) =>
  /^(new\.|day\.|on$|note$|text$|override$)/.test(field.name) && field.type !== "hidden" && field.type !== "file";

const fieldsOf = (form) => [...form.elements].filter(isTyped);

// The fields of a form that differ from what the page showed.
export const changedFields = (fields) => {
  const changed = {};
  for (const field of fields) {
    if (field.value !== field.shown) changed[field.name] = field.value;
  }
  return changed;
};

// A draft as it was kept; none where the text is not one.
export const readDraft = (text) => {
  try {
    const found = JSON.parse(text || "{}");
    return found !== null && typeof found === "object" ? found : {};
  } catch {
    return {};
  }
};

const keep = (form, key) => {
  const fields = fieldsOf(form).map((field) => ({
    name: field.name,
    value: field.value,
    shown: field.dataset.shown || "",
  }));
  const changed = changedFields(fields);
  try {
    if (Object.keys(changed).length) window.localStorage.setItem(key, JSON.stringify(changed));
    else window.localStorage.removeItem(key);
  } catch {
    // the browser keeps nothing: what is typed stays on the page
  }
};

const fill = (form, key) => {
  const draft = readDraft(window.localStorage.getItem(key));
  const fields = fieldsOf(form).filter((field) => field.name in draft && field.value !== draft[field.name]);
  for (const field of fields) {
    field.value = draft[field.name];
    const more = field.closest("details");
    if (more) more.open = true;
  }
  const note = form.querySelector("[data-draft-note]");
  if (note && fields.length) note.hidden = false;
};

// Forget what was typed into a form, as it is kept elsewhere now.
export const dropDraft = (form, owner) => {
  if (!form.dataset.draft) return;
  window.localStorage.removeItem(draftPrefix(owner) + form.dataset.draft);
  const note = form.querySelector("[data-draft-note]");
  if (note) note.hidden = true;
};

// Keep what is typed into every form that has a name for its draft, and fill it in again.
export const keepDrafts = (page, owner) => {
  const sent = window.sessionStorage.getItem("desk-sent");
  window.sessionStorage.removeItem("desk-sent");
  if (sent && /[?&](recorded|comment)=\d/.test(window.location.search)) window.localStorage.removeItem(sent);
  for (const form of page.querySelectorAll("form[data-draft]")) {
    const key = draftPrefix(owner) + form.dataset.draft;
    for (const field of fieldsOf(form)) field.dataset.shown = field.value;
    fill(form, key);
    form.addEventListener("input", () => keep(form, key));
    form.addEventListener("submit", () => window.sessionStorage.setItem("desk-sent", key));
    const drop = form.querySelector("[data-drop-draft]");
    if (drop) {
      drop.addEventListener("click", () => {
        window.localStorage.removeItem(key);
        window.location.reload();
      });
    }
  }
};
