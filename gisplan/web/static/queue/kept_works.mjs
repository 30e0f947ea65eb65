// The works that a device keeps: found by their texts, and how far each is.

const textsOf = (work) =>
  [work.name, work.code, work.town, work.programme, ...work.villages].join("\n").toLowerCase().normalize("NFKC");

// The works that have every word of a search, in their order.
export const findKept = (works, search) => {
  const words = search.toLowerCase().normalize("NFKC").split(/\s+/).filter(Boolean);
  if (!words.length) return works;
  return works.filter((work) => words.every((word) => textsOf(work).includes(word)));
};

// The milestones of a work with the values that wait: the day of each, whether it is passed, late, or not sent yet.
export const milestonesOf = (work, kind, values) => {
  const reached = kind.milestones.findIndex((one) => one.name === work.reached);
  return kind.milestones.map((one, place) => ({
    name: one.name,
    label: one.label,
    day: values[one.name] || "",
    due: work.values[one.due] || "",
    waits: (values[one.name] || "") !== (work.values[one.name] || ""),
    passed: place <= reached || Boolean(values[one.name]),
    late: work.late.includes(one.name) && !values[one.name],
  }));
};
