// Days are numbers, counted from 1970-01-01. Nothing here draws.

export const formatDay = (day) => new Date(day * 864e5).toISOString().slice(0, 10);
export const parseDay = (text) => Math.round(Date.parse(text + "T00:00:00Z") / 864e5);

// The same day some months on, or the last of that month where it has no such day.
export function addMonths(day, months) {
  const from = new Date(day * 864e5);
  const first = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return first.getTime() / 864e5 + Math.min(from.getUTCDate(), last) - 1;
}

// The first of some months between two days: each, every second, third, sixth, or each year's.
export function monthTicks(from, to, most) {
  const start = new Date(from * 864e5);
  const first = start.getUTCFullYear() * 12 + start.getUTCMonth() + (start.getUTCDate() > 1 ? 1 : 0);
  const firstDay = (month) => Date.UTC(Math.floor(month / 12), month % 12, 1) / 864e5;
  for (const step of [1, 2, 3, 6, 12, 24, 60, 120]) {
    const found = [];
    for (let month = Math.ceil(first / step) * step; firstDay(month) <= to; month += step) {
      found.push({
        day: firstDay(month),
        text: formatDay(firstDay(month)).slice(0, 7),
        short: step < 12 && month % 12 !== 0,
      });
    }
    if (found.length <= most || step === 120) return found;
  }
  return [];
}
