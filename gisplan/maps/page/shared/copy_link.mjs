// A button that copies the page's address, in which the view stands, to be pasted into a message.
import { make, makeButton } from "./elements.mjs";

const SAID = 2000; // milliseconds for which the button says that it was done

export function makeCopyButton(words) {
  const button = makeButton(words.copy_link, () => copy(window.location.href).then(tell), "gp-button gp-opener");
  button.setAttribute("aria-live", "polite");
  function tell() {
    button.textContent = words.copied;
    setTimeout(() => {
      button.textContent = words.copy_link;
    }, SAID);
  }
  return button;
}

// Where the browser gives no clipboard to a page of a file, a field is copied that holds the text.
function copy(text) {
  const { clipboard } = window.navigator;
  return clipboard ? clipboard.writeText(text).catch(() => copyField(text)) : copyField(text);
}

async function copyField(text) {
  const field = make("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
