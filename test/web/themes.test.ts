/** Light, dark and more contrast, each by the system and by one's own setting: words stand out 4.5 : 1, with more contrast 7 : 1. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { createUser } from "../../src/accounts/create.ts";
import { changeSettings } from "../../src/accounts/settings.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { bringAxe, runAxe } from "../world/axe.ts";
import { openBrowser, hasBrowser } from "../world/browser.ts";
import { openTestKith } from "../world/instance.ts";
import { raise, VILLAGE_PASSWORD, type Neighbour, type Open } from "./village.ts";
import { draft } from "./village-talk.ts";

const open: Open = async ({ domain, ...config }) => await openTestKith(domain, { config, now: () => Date.now() });
const PAGES = ["/home", "/settings", "/settings/two-factor", "/settings/data", "/settings/moving", "/@ann"];

async function begin(): Promise<{ here: Neighbour; id: number }> {
  const here = await raise(open, {});
  const person = { username: "ann", email: "ann@mail.test", password: VILLAGE_PASSWORD, approved: true, confirmed: true };
  const { account } = await createUser(here.kith, person);
  await publishStatus(here.kith, account, draft("Bread at six, at https://bread.example #bread"));
  return { here, id: account.id };
}

type Seen = { paper: string; faint: string[] };

/** How a page looks, and where its words are too faint. */
async function look(page: Page, path: string, enhanced: boolean): Promise<Seen> {
  await page.goto(path);
  const { violations } = await runAxe(page, enhanced ? "color-contrast-enhanced" : "color-contrast");
  const faint = violations.flatMap(({ nodes }) =>
    nodes.map((node) => `${path}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
  const paper = (await page.evaluate("getComputedStyle(document.body).backgroundColor")) as string;
  return { paper, faint };
}

const LIGHT = "rgb(250, 247, 242)";
const DARK = "rgb(22, 26, 26)";
const DARKER = "rgb(11, 13, 13)";

describe.skipIf(!hasBrowser())("themes", { timeout: 120_000 }, () => {
  test("are reached by the system and by a setting, and can be read", async () => {
    await using opened = await openBrowser();
    const { here, id } = await begin();
    const { origin } = here.kith.instance;
    for (const { dark, theme, contrast, paper } of [
      { dark: false, theme: "", contrast: "", paper: LIGHT },
      { dark: true, theme: "", contrast: "", paper: DARK },
      { dark: true, theme: "light", contrast: "", paper: LIGHT },
      { dark: false, theme: "dark", contrast: "", paper: DARK },
      { dark: false, theme: "", contrast: "more", paper: LIGHT },
      { dark: false, theme: "dark", contrast: "more", paper: DARKER },
    ] as const) {
      await changeSettings(here.kith, { id }, { settings: { theme, contrast } });
      const context = await opened.visit({ origin, dark });
      const page = await context.newPage();
      await page.goto("/sign_in");
      await page.fill("#f-login", "ann");
      await page.fill("#f-password", VILLAGE_PASSWORD);
      await page.click("main button.primary");
      await page.waitForURL("**/home");
      await bringAxe(page);
      for (const path of PAGES) {
        const seen = await look(page, path, contrast === "more");
        expect([path, theme, seen.paper, seen.faint]).toEqual([path, theme, paper, []]);
      }
      await context.close();
    }
    const system = await opened.context({ baseURL: origin, colorScheme: "dark", contrast: "more" });
    expect(await look(await system.newPage(), "/sign_in", true)).toMatchObject({ paper: DARKER, faint: [] });
    await here.close();
  });
});
