// Style of the pages' scripts, which run as they are in the browsers of 2020: nothing newer than ES2020 is parsed.
import js from "@eslint/js";

// Modules that only compute: no name of a browser is known in them, so that node can test them.
const PURE = [
  "gaps/{link,search,shown_rows,verdicts}",
  "plan/{build_order,edit_file,edits,farthest,formats,legend_entries,line_styles,plan_link,reach}",
  "plan/{desk_edits,seal_ends,segment_rows,shown_plan,shown_units,step_numbers,step_sums}",
  "progress/{days,kind_model,shown_works,view_link,work_rows}",
  "shared/{break_lines,csv,geometry,ground_names,label_placement,line_styles,link,scales,search,sort_rows,wording}",
];
const DESK_PURE = ["queue/{days,entries,kept_works,sender}", "scenario/{kept_edits,outbox}", "worker/choose"].map(
  (name) => `gisplan/web/static/${name}.mjs`,
);
const BROWSER = [
  "Blob",
  "Image",
  "L",
  "Node",
  "URL",
  "clearInterval",
  "clearTimeout",
  "document",
  "setInterval",
  "setTimeout",
  "window",
];
const YOUNGER = ["at", "findLast", "findLastIndex", "hasOwn", "replaceAll", "roundRect", "toReversed", "toSorted"];
const scripts = "gisplan/maps/page/**/*.mjs";

export default [
  js.configs.recommended,
  {
    rules: {
      eqeqeq: "error",
      "max-len": ["error", { code: 120 }],
      "max-lines": ["error", 300],
      "no-shadow": "error",
      "no-undef-init": "error",
      "no-var": "error",
      "one-var": ["error", "never"],
      "prefer-const": "error",
    },
  },
  {
    files: [scripts],
    languageOptions: {
      ecmaVersion: 2020,
      globals: Object.fromEntries(BROWSER.map((name) => [name, "readonly"])),
    },
    rules: {
      // What gisplan/maps/shared/script_modules.py joins: names only, and no name from elsewhere.
      "no-restricted-syntax": [
        "error",
        "ExportAllDeclaration",
        "ExportDefaultDeclaration",
        "ExportNamedDeclaration[source]",
        "ExportSpecifier",
        "ImportDefaultSpecifier",
        "ImportExpression",
        "ImportNamespaceSpecifier",
        "ImportDeclaration[specifiers.length=0]",
        ...YOUNGER.map((name) => `CallExpression[callee.property.name="${name}"]`),
      ],
    },
  },
  {
    // The desk's modules are served as they are.
    files: ["gisplan/web/static/**/*.mjs"],
    languageOptions: {
      ecmaVersion: 2020,
      globals: Object.fromEntries([...BROWSER, "navigator"].map((name) => [name, "readonly"])),
    },
    rules: {
      "no-restricted-syntax": ["error", ...YOUNGER.map((name) => `CallExpression[callee.property.name="${name}"]`)],
    },
  },
  {
    // The service worker has names of its own; `APP` stands before it when it is answered.
    files: ["gisplan/web/static/worker/worker.mjs"],
    languageOptions: { globals: { self: "readonly", APP: "readonly" } },
  },
  {
    files: [...PURE.map((name) => `gisplan/maps/page/${name}.mjs`), ...DESK_PURE],
    languageOptions: { globals: Object.fromEntries(BROWSER.map((name) => [name, "off"])) },
  },
];
