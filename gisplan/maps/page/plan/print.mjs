// On paper: the title, the finding, the day and the legend on the map's page, then the table of the steps.
import { make } from "../shared/elements.mjs";
import { makeStepTable } from "./steps.mjs";

export function arrangePrint(data, shownPlan, texts, format, { panel, legend, details, tip, untilBar }) {
  const printed = make("section", "gp-print");
  let home = null;
  let open = false;
  return {
    left: 315,
    arrange() {
      const towns = panel.towns.box;
      towns.printed = true;
      panel.towns.refresh();
      const tables = [...towns.querySelectorAll("table")].map((table) => table.cloneNode(true));
      const heading = data.title + " · " + data.words.steps;
      const until = untilBar.bar.querySelector("output").textContent;
      printed.replaceChildren(
        make("h2", null, heading),
        make("p", "gp-sub", data.subtitle + " · " + until),
        makeStepTable(data, shownPlan, texts, format),
        make("h2", null, data.words.packages),
        ...tables,
      );
      document.body.append(printed, details.details);
      home = legend.legend.parentNode;
      open = legend.legend.open;
      legend.legend.open = true;
      panel.panel.append(legend.legend);
      tip.style.display = "none";
    },
    restore() {
      panel.towns.box.printed = false;
      untilBar.bar.parentNode.append(details.details);
      printed.remove();
      legend.legend.open = open;
      if (home === panel.panel) home.insertBefore(legend.legend, home.querySelector(".gp-edits"));
      else home.append(legend.legend);
    },
  };
}
