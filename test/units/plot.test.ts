/** The axis of a plot: what is counted in ones is not cut in halves. */
import { expect, test } from "vitest";
import { plotView } from "../../views/parts/plot.ts";
import { aContext } from "./views-sample-pages.ts";

test("an axis has a middle only where that is a whole number", () => {
  const axisOf = (most: number): string[] => {
    const points = [0, most].map((value, at) => ({ at, value }));
    const plot = {
      title: "Sign-ups",
      series: [{ label: "Sign-ups", points }],
      kind: "bars",
      unit: String,
      when: String,
    } as const;
    return [
      ...plotView(plot, aContext())
        .toString()
        .matchAll(/text-anchor="end">([^<]*)<\/text>/g),
    ].map(([, text = ""]) => text);
  };
  expect([1, 2, 3, 7].map((most) => axisOf(most).slice(0, -1))).toEqual([
    ["0", "1"],
    ["0", "1", "2"],
    ["0", "3"],
    ["0", "4", "8"],
  ]);
});
