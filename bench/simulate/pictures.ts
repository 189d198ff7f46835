/** The pictures of `docs/scale.md`, drawn as the dashboard draws its own. */
import type { Plot, Point } from "../../views/parts/plot.ts";
import { barsPicture, panelsPicture } from "../plots.ts";
import type { Simulated } from "./docs.ts";
import { TABLES } from "./growth.ts";
import type { Outcome } from "./outcome.ts";
import { bytes, number, span } from "./said.ts";

const BOTH = "Dashed: Kith as it comes. Filled: turned as advised. A year from left to right.";

/** Files by their names in `docs/`. */
export function picturesOf({ sizes }: Simulated): Record<string, string> {
  const panels = (key: keyof Outcome["weeks"], unit: (value: number) => string): Plot[] =>
    sizes.map(({ people, plain, turned }) => ({
      title: `${number(people)} people`,
      kind: "area",
      series: [
        // What is turned is less nearly always, so the other's line shows above its area.
        { label: "turned", points: pointsOf(turned.weeks[key]) },
        { label: "as it comes", points: pointsOf(plain.weeks[key]) },
      ],
      unit,
      when: (week) => `week ${week}`,
    }));
  const large = sizes.at(-1);
  const bars = TABLES.map((table) => ({
    label: table,
    value: (large?.plain.database.by[table].at(-1) ?? 0) / 1e9,
    other: (large?.turned.database.by[table].at(-1) ?? 0) / 1e9,
  }));
  return {
    "scale/queue.svg": panelsPicture(
      { title: "Deliveries that wait, at most in each week", note: BOTH },
      panels("waiting", short(number)),
    ),
    "scale/latency.svg": panelsPicture(
      {
        title: "How long the slowest hundredth of deliveries takes",
        note: `To servers that are there, in the busiest hour of each week. ${BOTH}`,
      },
      panels("p99", short(span)),
    ),
    "scale/growth.svg": panelsPicture({ title: "The database", note: BOTH }, panels("database", short(bytes))),
    "scale/media.svg": panelsPicture(
      { title: "Media, one's own and the cache of others'", note: BOTH },
      panels("media", short(bytes)),
    ),
    "scale/tables.svg": barsPicture({
      title: "The database of a million people after a year, by table",
      note: "",
      unit: "GB",
      names: ["as it comes", "turned"],
      bars,
    }),
  };
}

const pointsOf = (values: readonly number[]): Point[] => values.map((value, week) => ({ at: week + 1, value }));

/** The axis has room for six letters. */
const short =
  (say: (value: number) => string) =>
  (value: number): string =>
    value === 0
      ? "0"
      : say(value)
          .replace(/ (days|hours|minutes)$/, (_, unit: string) => ` ${unit.slice(0, unit === "minutes" ? 3 : 1)}`)
          .replace(" million", "M")
          .replace(" billion", "G")
          .replace(/,000$/, "k")
          .replace(/ ([GTM]B)$/, "$1");
