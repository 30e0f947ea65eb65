// Light or dark, as the reader's system asks; on paper light. The colours are those of the data, for canvas and styles.

export function makeScheme(data) {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const scheme = { colours: {}, name: null, changed: () => {} };
  scheme.use = (name) => {
    scheme.name = name;
    Object.assign(scheme.colours, data.schemes[name]);
    root.style.colorScheme = name;
    for (const [key, colour] of Object.entries(scheme.colours)) {
      root.style.setProperty("--gp-" + key.replace(/_/g, "-"), colour);
    }
  };
  scheme.follow = () => scheme.use(dark.matches ? "dark" : "light");
  // what is too light for a white ground is drawn with an edge
  scheme.isCased = (name) => scheme.name === "light" && data.cased.includes(name);
  scheme.follow();
  dark.onchange = () => {
    scheme.follow();
    scheme.changed();
  };
  return scheme;
}

export const styleColour = (name) => "var(--gp-" + name.replace(/_/g, "-") + ")";
