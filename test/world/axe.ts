/** What axe finds on a page that a browser shows. It is asked for no more than is told: describing all that passes takes it longer than looking. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const require = createRequire(import.meta.url);
/** The small one: a browser reads it anew on every page, unless it was brought. */
const source = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

type Violation = { id: string; nodes: { target: string[]; failureSummary?: string }[] };
export type Seen = { violations: Violation[]; /** How many rules had something to look at, and found it well. */ passes: number };

/** Has the browser hold axe ready on every page that is to come: it keeps what it has compiled of it. For who looks at many. */
export const bringAxe = async (page: Page): Promise<void> => void (await page.addInitScript({ content: source }));

/**
 * Looks at the page as it is now.
 *
 * @param rule looks for this one only, also when it is off by default
 */
export async function runAxe(page: Page, rule?: string): Promise<Seen> {
  const only = rule === undefined ? {} : { runOnly: { type: "rule", values: [rule] }, rules: { [rule]: { enabled: true } } };
  const options = JSON.stringify({ ...only, resultTypes: ["violations"], preload: false });
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(source);
  return (await page.evaluate(
    `axe.run(${options}).then(({ violations, passes }) => ({ violations, passes: passes.length }))`,
  )) as Seen;
}

/** Each violation in a line, after where it is. */
export const violationsOf = ({ violations }: Seen, where: string): string[] =>
  violations.map(
    ({ id, nodes }) => `${where}: ${id} at ${nodes[0]?.target.join(" ")} (${nodes.length})\n${nodes[0]?.failureSummary ?? ""}`,
  );

export const scrollsSideways = async (page: Page): Promise<boolean> =>
  await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
