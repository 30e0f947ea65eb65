// What is typed into a form is kept on this device until it is saved: a closed page or an ended session loses nothing.

const PREFIX = "desk-draft:";

const fieldsOf = (form) =>
  [...form.elements].filter((field) => /^(new\.|on$|note$)/.test(field.name) && field.type !== "hidden");

// The fields of a form that differ from what the page showed.
export const changedFields = (fields) => {
  const changed = {};
  for (const field of fields) {
    if (field.value !== field.shown) changed[field.name] = field.value;
  }
  return changed;
};

const keep = (form, key) => {
  const fields = fieldsOf(form).map((field) => ({
    name: field.name,
    value: field.value,
    shown: field.dataset.shown || "",
  }));
  const changed = changedFields(fields);
  if (Object.keys(changed).length) window.localStorage.setItem(key, JSON.stringify(changed));
  else window.localStorage.removeItem(key);
};

const fill = (form, key) => {
  const text = window.localStorage.getItem(key);
  if (!text) return;
  const draft = JSON.parse(text);
  const fields = fieldsOf(form).filter((field) => field.name in draft && field.value !== draft[field.name]);
  for (const field of fields) {
    field.value = draft[field.name];
    const more = field.closest("details");
    if (more) more.open = true;
  }
  const note = form.querySelector("[data-draft-note]");
  if (note && fields.length) note.hidden = false;
};

// Keep what is typed into every form that has a name for its draft, and fill it in again.
export const keepDrafts = (page) => {
  const sent = window.sessionStorage.getItem("desk-sent");
  window.sessionStorage.removeItem("desk-sent");
  if (sent && /[?&]recorded=\d/.test(window.location.search)) window.localStorage.removeItem(sent);
  for (const form of page.querySelectorAll("form[data-draft]")) {
    const key = PREFIX + form.dataset.draft;
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
