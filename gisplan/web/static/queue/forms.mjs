// Forms of a work: what they enter is kept on the device first, and sent then; nothing depends on the network.
import { WAITING, makeId, readFields } from "./entries.mjs";

const PATIENCE_MS = 8000; // after which a person does not wait for the network any more

const labelOf = (form, field) => {
  const input =
    form.querySelector(`[name="new.${field.name}"]`) || form.querySelector(`[data-milestone="${field.name}"]`);
  return (input && input.dataset.label) || field.name;
};

const shownValue = (form, field) => {
  const input = form.querySelector(`select[name="new.${field.name}"]`);
  const option = input && [...input.options].find((one) => one.value === field.value);
  return (option && option.textContent) || field.value || "–";
};

// The files of a form as copies: a photo of the camera may vanish from the phone.
const copyFiles = async (form) => {
  const longitude = form.elements.longitude ? form.elements.longitude.value : "";
  const place = longitude ? { longitude, latitude: form.elements.latitude.value } : null;
  const found = [];
  for (const input of form.querySelectorAll("input[type=file]")) {
    const camera = input.name === "photo";
    for (const file of input.files) {
      const blob = new window.Blob([await file.arrayBuffer()], { type: file.type });
      found.push({ name: file.name, blob, camera, place: camera ? place : null, kept: null });
    }
  }
  return found;
};

// What a form and the pressed button enter; null where that is nothing.
export const readForm = async (form, pressed, desk) => {
  const pairs = [...new window.FormData(form)].filter(([, value]) => typeof value === "string");
  if (pressed && pressed.name) pairs.push([pressed.name, pressed.value]);
  const given = new Map(pairs);
  const comment = form.dataset.queue === "comment";
  const fields = comment ? [] : readFields(pairs, desk.today());
  const files = await copyFiles(form);
  if (comment ? !(given.get("text").trim() || files.length) : !fields) return null;
  return {
    id: makeId(window.crypto.getRandomValues(new Uint8Array(16))),
    owner: desk.owner,
    kind: form.dataset.queue,
    work: Number(form.dataset.work),
    title: form.dataset.title,
    seen: Number(given.get("seen") || 0),
    store: given.get("store") || "",
    fields: fields.map((field) => ({ ...field, label: labelOf(form, field), shown: shownValue(form, field) })),
    text: given.get("text") || "",
    note: given.get("note") || "",
    override: "",
    files,
    made: Date.now(),
    state: WAITING,
  };
};

// Send a form as a browser without scripts does.
const sendPlainly = (form, pressed) => {
  if (pressed && pressed.name) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = pressed.name;
    field.value = pressed.value;
    form.append(field);
  }
  form.submit();
};

const inTime = (sending) =>
  Promise.race([sending, new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE_MS))]).catch(() => null);

// Watch the forms of a page; `onOutcome(entry, outcome, form)` is called with what became of an entry in a few seconds.
export const watchForms = (page, { desk, queue, onOutcome }) => {
  const submit = async (form, pressed) => {
    const entry = await readForm(form, pressed, desk);
    if (!entry) return sendPlainly(form, pressed);
    try {
      await queue.add(entry);
    } catch {
      return sendPlainly(form, pressed); // the device keeps nothing: a private window, or no space
    }
    const sending = queue.sendAdded(entry);
    const outcome = await inTime(sending);
    if (!outcome) {
      queue.release(entry);
      sending.then((late) => late && queue.tell([entry], { [entry.id]: late })).catch(() => null);
    }
    return onOutcome(entry, outcome || { state: WAITING }, form);
  };
  for (const form of page.querySelectorAll("form[data-queue]")) {
    const held = { pressed: null };
    form.addEventListener("click", (event) => {
      held.pressed = event.target.closest("button") || held.pressed; // as older browsers do not name it on submit
    });
    for (const input of form.querySelectorAll("[data-send]")) {
      input.addEventListener("change", () => {
        if (input.files.length) form.dispatchEvent(new window.Event("submit", { cancelable: true }));
      });
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.dataset.busy) return;
      form.dataset.busy = "yes";
      const pressed = event.submitter || held.pressed;
      const text = pressed && pressed.textContent;
      if (pressed && form.dataset.sending) pressed.textContent = form.dataset.sending;
      try {
        await submit(form, pressed);
      } finally {
        delete form.dataset.busy;
        if (pressed && text) pressed.textContent = text;
      }
    });
  }
};
