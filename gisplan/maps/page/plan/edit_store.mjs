// Edits are kept by the browser, so that they are there when the page is opened again. Not every browser does so for a
// page that is opened from a disk.
import { isInStore, nameKey, readDocument } from "./edit_file.mjs";

export function makeEditStore(data) {
  const key = nameKey(data);
  const use = (run, otherwise) => {
    try {
      return run(window.localStorage);
    } catch {
      return otherwise;
    }
  };
  const isKept = use((storage) => {
    storage.setItem(key + "/try", "1");
    storage.removeItem(key + "/try");
    return true;
  }, false);
  const read = (name) => use((storage) => readDocument(storage.getItem(name) || ""), null);
  // The key of edits that were made for other files of this county and standard; the last one saved.
  function findOther() {
    const names = use((storage) => Array.from({ length: storage.length }, (_, k) => storage.key(k)), []);
    const others = names.filter((name) => name !== key && isInStore(data, name) && read(name));
    return others.sort((a, b) => (read(a).saved < read(b).saved ? 1 : -1))[0] || null;
  }
  return {
    isKept,
    read: () => read(key),
    other() {
      const name = findOther();
      return name && { found: read(name), discard: () => use((storage) => storage.removeItem(name)) };
    },
    // Whether it is kept now; without edits nothing is.
    save: (found) =>
      use((storage) => {
        if (!found.edits.length) storage.removeItem(key);
        else storage.setItem(key, JSON.stringify({ ...found, saved: new Date().toISOString() }));
        return true;
      }, false),
  };
}
