// Parts of a page taken anew from the desk: what is typed, chosen and focused stays as it is.

const TYPED = "textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=hidden])";

// What tells a link or button from the others, so that the same one has the focus afterwards.
export const nameOf = (element) =>
  ["action", "href", "id", "value"].map((name) => element.getAttribute(name) || "").join(" ") + element.tagName;

const isTypedIn = (part) => {
  const held = document.activeElement;
  return Boolean(held) && part.contains(held) && held.matches(TYPED);
};

const chosenIn = (part) => [...part.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.dataset.choice);

const copyAttributes = (part, fresh) => {
  for (const { name } of [...part.attributes]) if (!fresh.hasAttribute(name)) part.removeAttribute(name);
  for (const { name, value } of [...fresh.attributes]) part.setAttribute(name, value);
};

const replace = (part, fresh) => {
  if (isTypedIn(part)) return;
  const held = part.contains(document.activeElement) ? document.activeElement : null;
  const form = held && held.closest("form");
  const named = form && part.contains(form) ? form : held;
  const chosen = chosenIn(part);
  copyAttributes(part, fresh);
  part.replaceChildren(...fresh.childNodes);
  for (const box of part.querySelectorAll("input[type=checkbox]")) {
    if (chosen.includes(box.dataset.choice)) box.checked = true;
  }
  if (!named) return;
  const same = [...part.querySelectorAll("form, a, button, summary")].find((one) => nameOf(one) === nameOf(named));
  const next = same && (same.tagName === "FORM" ? same.querySelector("button") : same);
  if (next) next.focus();
};

// Whether a field of a form is to show what the desk has now: not where something else was typed into it.
export const isUntouched = (field) => field.type === "hidden" || field.value === (field.dataset.shown || "");

// Show a value, to which the form also goes back when it was sent.
const showValue = (field, value) => {
  if (isUntouched(field)) field.value = value;
  if (field.tagName === "SELECT") for (const option of field.options) option.defaultSelected = option.value === value;
  else field.defaultValue = value;
  if (field.type !== "hidden") field.dataset.shown = value;
};

// Bring the fields of a form up to date with the same form of a newer page.
const renewForm = (form, fresh) => {
  for (const field of form.elements) {
    const newer = field.name && fresh.elements[field.name];
    const isOne = newer && newer.value !== undefined && !["file", "checkbox", "radio", "submit"].includes(field.type);
    if (isOne && !["longitude", "latitude"].includes(field.name)) showValue(field, newer.value);
  }
};

// Ask for this page again; null where the desk does not answer, or asks to sign in first.
const askAgain = (address) =>
  window
    .fetch(address, { credentials: "same-origin", cache: "no-store" })
    .then((answer) => (answer.ok && !answer.redirected ? answer.text() : null))
    .then((text) => (text === null ? null : new window.DOMParser().parseFromString(text, "text/html")))
    .catch(() => null);

// Take the parts that a selector names anew, and the fields of all drafts; return the newer page, or null.
export const takeAnew = async (selector, address) => {
  const page = await askAgain(address);
  if (!page) return null;
  const forms = [...page.querySelectorAll("form[data-draft]")];
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const fresh = forms.find((one) => one.dataset.draft === form.dataset.draft);
    if (fresh) renewForm(form, fresh);
  }
  for (const part of document.querySelectorAll(selector)) {
    const fresh = page.getElementById(part.id);
    if (fresh) replace(part, fresh);
  }
  return page;
};

// Do something as soon as nobody types into a part of the page.
export const whenIdle = (part, task) => {
  if (!part || !isTypedIn(part)) task();
  else part.addEventListener("focusout", () => setTimeout(() => whenIdle(part, task), 0), { once: true });
};
