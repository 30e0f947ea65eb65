// Edits that were not sent yet, kept by the browser: each tab has its own, and a page takes over those of others.

export const makeKept = (storage, name, tab) => {
  const key = `${name}/${tab}`;
  const use = (run, otherwise) => {
    try {
      return run();
    } catch {
      return otherwise;
    }
  };
  const isWaiting = (one) =>
    one && typeof one.entry === "string" && (Array.isArray(one.edits) || one.act === "undo" || one.act === "redo");
  const read = (text) => use(() => JSON.parse(text).filter(isWaiting), []);
  return {
    keep: (waiting) =>
      use(() => {
        if (waiting.length) storage.setItem(key, JSON.stringify(waiting));
        else storage.removeItem(key);
        return true;
      }, false),
    // What other pages have kept, in the order of their keys; it is theirs no more.
    takeOver: () =>
      use(() => {
        const names = Array.from({ length: storage.length }, (_, k) => storage.key(k));
        const others = names.filter((one) => one.startsWith(name + "/") && one !== key).sort();
        const found = others.flatMap((one) => read(storage.getItem(one)));
        others.forEach((one) => storage.removeItem(one));
        return found;
      }, []),
  };
};
