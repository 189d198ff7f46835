/** Kith's own part of the API is documented: every route of it stands in docs/api.md, and nothing else does. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadRoutes } from "../../src/mastodon/router.ts";

const routes = await loadRoutes();

test("every operation of our own is in docs/api.md", () => {
  const text = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8");
  const documented = [...text.matchAll(/^\| `([A-Z]+ \/api\/kith\/[^`]+)`/gm)].map(([, operation]) => operation);
  const served = routes
    .filter(({ path }) => path.startsWith("/api/kith/"))
    .map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(new Set(documented)).toEqual(new Set(served));
  expect(documented).toHaveLength(served.length);
});
