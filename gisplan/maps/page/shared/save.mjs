// A file that the page makes, given to the reader to save.
import { make } from "./elements.mjs";

export function saveFile(name, type, content) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// A file's name made of texts: without what a file's name cannot hold.
export const nameFile = (title, theme, ending) => (title + "-" + theme).replace(/[\\/:*?"'’<>|\s]+/g, "-") + ending;
