// An entry that someone else's change stands against is sent to the page on which each value is chosen.

// The fields of the form that opens that page.
export const fieldsOfConflict = (entry, token) => {
  const { seen, store, note, override } = entry;
  const pairs = Object.entries({ form_token: token, seen, store, note, override, entry: entry.id, queued: "yes" });
  for (const field of entry.fields) {
    pairs.push([`new.${field.name}`, field.value], [`was.${field.name}`, field.value ? "" : "-"]);
    if (field.on) pairs.push(["on", field.on]);
  }
  for (const file of entry.files) if (file.kept) pairs.push(["kept", file.kept]);
  return pairs;
};

export const openConflict = (entry, token) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = `/works/${entry.work}`;
  for (const [name, value] of fieldsOfConflict(entry, token)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
};
