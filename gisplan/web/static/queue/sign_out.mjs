// Signing out: what is not sent is named first, then the device is cleared, then the session ends.

const draw = (place, text, buttons) => {
  place.textContent = "";
  const line = document.createElement("p");
  line.textContent = text;
  const row = document.createElement("p");
  row.className = "actions";
  for (const [label, press] of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", press);
    row.append(button);
  }
  place.append(line, row);
  place.hidden = false;
  place.scrollIntoView({ block: "center" });
  row.querySelector("button").focus();
};

// Watch the form that signs out; `describe` says what is not sent yet, `clear` clears the device.
export const watchSignOut = (page, { words, describe, clear }) => {
  const form = page.querySelector('form[action="/sign-out"]');
  const place = page.getElementById("leave");
  if (!form || !place) return;
  const hide = () => Object.assign(place, { hidden: true });
  const leave = async () => {
    const reached = await window
      .fetch("/health", { cache: "no-store" })
      .then((answer) => answer.ok)
      .catch(() => false);
    if (!reached) {
      draw(place, words.leave_offline, [[words.stay, hide]]);
      return;
    }
    await clear().catch(() => null);
    form.submit();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const unsent = await describe().catch(() => "");
    if (!unsent) {
      await leave();
      return;
    }
    const buttons = [
      [words.stay, hide],
      [words.leave_anyway, leave],
    ];
    draw(place, words.leave.replace("{0}", unsent), buttons);
  });
};
