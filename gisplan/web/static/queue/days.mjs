// Which day is today in the county: by the desk's clock when the page was made, and by the device's for what passed.

const DAY_MS = 86400000;
const MINUTE_MS = 60000;

// The day of an instant where clocks are so many minutes ahead of UTC.
const dayNumber = (instant, offset) => Math.floor((instant + offset * MINUTE_MS) / DAY_MS);

// Today as YYYY-MM-DD: `clock.today` was the day at the instant `since` of the device, whose clock may be wrong.
export const todayOf = (clock, since, now) => {
  const passed = dayNumber(now, clock.offset) - dayNumber(since, clock.offset);
  const day = new Date(Date.parse(`${clock.today}T00:00:00Z`) + passed * DAY_MS);
  return day.toISOString().slice(0, 10);
};

// A day as a milestone's button names it; null where another day is meant and none is chosen.
export const readDay = (text, chosen, today) => {
  if (text === "today") return today;
  if (text === "yesterday") return new Date(Date.parse(`${today}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
  return text === "other" ? chosen || null : text;
};

// An instant for people: only the time where it is of today.
export const showInstant = (instant, now, language) => {
  const [at, today] = [new Date(instant), new Date(now)];
  const time = { hour: "2-digit", minute: "2-digit" };
  if (at.toDateString() === today.toDateString()) return at.toLocaleTimeString(language, time);
  return at.toLocaleString(language, { year: "numeric", month: "numeric", day: "numeric", ...time });
};
