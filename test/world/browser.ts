/** The system's Chromium for tests of pages. Where there is none those tests are left out, but not on CI, which must have it. */
import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from "playwright-core";

/** Of the two that Debian has the one without the windows of a browser comes first: pages are the same in it, and it takes less than half the work. */
const CHROMIUM =
  process.env["CHROMIUM"] ??
  ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((path) => existsSync(path)) ??
  "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Pages are left before what V8's compilers make of their scripts has paid for itself.
  "--js-flags=--no-turbofan,--no-maglev",
];

/**
 * Whether tests in a browser run here. Which database a page was read from shows neither in its looks nor in what its scripts do, and a browser takes
 * minutes for them all: the suite on SQLite runs them, once. Where there is no browser it says so, but on CI, which must have one.
 */
export function hasBrowser(): boolean {
  if ((process.env["KITH_TEST_DATABASE"] ?? "") !== "") return false;
  if (existsSync(CHROMIUM)) return true;
  if (process.env["CI"] === "true") throw new Error(`no Chromium at ${CHROMIUM}: on CI the pages must be tested`);
  console.warn(`The tests of pages are left out: there is no Chromium at ${CHROMIUM} (CHROMIUM names another).`);
  return false;
}

export type OpenBrowser = AsyncDisposable & {
  /** A fresh person's browser: no cookies, at `origin`, as wide as said, with JavaScript or without. */
  visit(options: { origin: string; width?: number; javaScript?: boolean; dark?: boolean }): Promise<BrowserContext>;
  /** The same, with whatever a browser may be told. */
  context(options: BrowserContextOptions): Promise<BrowserContext>;
};

/** One for all tests of a thread, since to start it takes longer than most of them; it ends with the thread. */
let shared: Promise<Browser> | undefined;

const launch = async (): Promise<Browser> => await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

export async function openBrowser(): Promise<OpenBrowser> {
  const testing = process.env["VITEST"] !== undefined;
  const browser = await (testing ? (shared ??= launch()) : launch());
  const opened: BrowserContext[] = [];
  const context = async (options: BrowserContextOptions) => {
    const made = await browser.newContext(options);
    opened.push(made);
    return made;
  };
  return {
    context,
    visit: async ({ origin, width = 1280, javaScript = true, dark = false }) =>
      await context({
        baseURL: origin,
        viewport: { width, height: width < 600 ? 800 : 900 },
        javaScriptEnabled: javaScript,
        colorScheme: dark ? "dark" : "light",
        locale: "en-US",
      }),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(opened.map(async (each) => await each.close()));
      if (!testing) await browser.close();
    },
  };
}
