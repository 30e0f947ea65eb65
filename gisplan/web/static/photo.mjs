// Where a photo is taken: the phone is asked when its camera has taken one for a form, and what it says is sent along.

const JUST_MS = 10 * 60 * 1000; // an older photo was taken elsewhere
const ROUGH_M = 500;

// What is known of a place by what the phone says: the fields to send, and the sentence to show.
export const judgePlace = (found) => {
  const metres = Math.ceil(found.accuracy);
  if (!(metres <= ROUGH_M)) return { note: "rough", metres, longitude: "", latitude: "" };
  return { note: "found", metres, longitude: found.longitude.toFixed(6), latitude: found.latitude.toFixed(6) };
};

// Whether all photos were taken just now, so that the phone's place is theirs.
export const areFresh = (times, now) => times.every((time) => now - time < JUST_MS);

const ask = (show) => {
  if (!window.isSecureContext || !navigator.geolocation) {
    show({ note: "insecure" });
    return;
  }
  show({ note: "asking" });
  navigator.geolocation.getCurrentPosition(
    (position) => show(judgePlace(position.coords)),
    () => show({ note: "refused" }),
    { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
  );
};

const watch = (form) => {
  const note = form.querySelector("[data-place-note]");
  const show = (place) => {
    form.elements.longitude.value = place.longitude || "";
    form.elements.latitude.value = place.latitude || "";
    note.textContent = (note.dataset[place.note] || "").replace("{0}", String(place.metres));
    note.hidden = !place.note;
  };
  const camera = form.querySelector("[data-camera]");
  camera.addEventListener("change", () => {
    const times = [...camera.files].map((file) => file.lastModified);
    if (!times.length) show({});
    else if (areFresh(times, Date.now())) ask(show);
    else show({ note: "old" });
  });
  form.addEventListener("reset", () => show({}));
};

// Watch the forms of a page that take photos.
export const watchPhotos = (page) => {
  for (const form of page.querySelectorAll("form[data-photos]")) watch(form);
};
