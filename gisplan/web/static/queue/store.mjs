// What a device keeps: entries that wait with their photos, and the works of an account. It survives a restart.

const NAME = "desk";
const VERSION = 1;
const ENTRIES = "entries";
const KEPT = "kept";

const promise = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const open = () => {
  const request = window.indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(ENTRIES, { keyPath: "id" });
    request.result.createObjectStore(KEPT, { keyPath: "owner" });
  };
  return promise(request);
};

// Do something with one of the two stores, and wait until it is on the disk.
const use = async (name, mode, task) => {
  const database = await open();
  try {
    const transaction = database.transaction(name, mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
    const found = await promise(task(transaction.objectStore(name)));
    await done;
    return found;
  } finally {
    database.close();
  }
};

export const deviceStore = {
  list: () => use(ENTRIES, "readonly", (entries) => entries.getAll()),
  put: (entry) => use(ENTRIES, "readwrite", (entries) => entries.put(entry)),
  remove: (id) => use(ENTRIES, "readwrite", (entries) => entries.delete(id)),
  kept: (owner) => use(KEPT, "readonly", (kept) => kept.get(owner)),
  keep: (works) => use(KEPT, "readwrite", (kept) => kept.put(works)),
  keptOwners: () => use(KEPT, "readonly", (kept) => kept.getAllKeys()),
  dropKept: (owner) => use(KEPT, "readwrite", (kept) => kept.delete(owner)),
};
