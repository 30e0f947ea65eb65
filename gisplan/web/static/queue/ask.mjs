// Ask the desk: every question ends after a time, and an answer that is no document of the desk's has no data.

const SHORT_MS = 10000;
const LONG_MS = 180000; // a photo over a weak network

const ask = async (path, options, ms) => {
  const stop = new window.AbortController();
  const timer = setTimeout(() => stop.abort(), ms);
  try {
    const answer = await window.fetch(path, {
      credentials: "same-origin",
      cache: "no-store",
      signal: stop.signal,
      ...options,
    });
    const isDocument = (answer.headers.get("content-type") || "").startsWith("application/json");
    return { status: answer.status, data: isDocument ? await answer.json() : null };
  } finally {
    clearTimeout(timer);
  }
};

export const desk = {
  me: () => ask("/offline/me", {}, SHORT_MS),
  works: () => ask("/offline/works", {}, LONG_MS),
  entry: (path, document, token) => {
    const headers = { "content-type": "application/json", "x-form-token": token };
    return ask(path, { method: "POST", headers, body: JSON.stringify(document) }, 3 * SHORT_MS);
  },
  file: (path, file, token) => {
    const body = new window.FormData();
    body.append(file.camera ? "photo" : "files", file.blob, file.name);
    if (file.place) {
      body.append("longitude", file.place.longitude);
      body.append("latitude", file.place.latitude);
    }
    return ask(path, { method: "POST", headers: { "x-form-token": token }, body }, LONG_MS);
  },
};
