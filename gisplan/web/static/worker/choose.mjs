// What the service worker does with a request: it answers the pages' files, and pages where there is no network.

// "file" where the device has it, "page" where the network is asked first, "network" where the worker keeps out.
export const chooseAnswer = (request, app) => {
  if (request.method !== "GET" || request.origin !== app.origin) return "network";
  if (app.files.includes(request.path)) return "file";
  return request.mode === "navigate" ? "page" : "network";
};

// The caches of the desk that are of other versions: their files, and the pages that refer to them.
export const oldCaches = (names, version) =>
  names.filter((name) => /^desk-(files|kept)-/.test(name) && name.split("-")[2] !== version);
