/**
 * The house's own lint rules, as an oxlint plugin: what DESIGN's five rules and floor plan forbid and no stock rule knows.
 *
 * They are held short and free of settings. Which rule holds for which folder stands in `.oxlintrc.json`.
 */
import { layers } from "./layers.ts";
import { noAsync } from "./no-async.ts";
import { noClasses } from "./no-classes.ts";
import { noModuleState } from "./no-module-state.ts";
import { noOutsideWorld } from "./no-outside-world.ts";
import { noRawWords } from "./no-raw-words.ts";
import { noSleep } from "./no-sleep.ts";
import { testFunctionLines } from "./test-function-lines.ts";

export default {
  meta: { name: "kith" },
  rules: {
    layers,
    "no-async": noAsync,
    "no-classes": noClasses,
    "no-module-state": noModuleState,
    "no-outside-world": noOutsideWorld,
    "no-raw-words": noRawWords,
    "no-sleep": noSleep,
    "test-function-lines": testFunctionLines,
  },
};
