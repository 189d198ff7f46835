/** Kith's own part of the API is documented: every route of it stands in docs/api.md with its scope, and nothing else does; and there is none that pages have and apps have not. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadRoutes } from "../../src/mastodon/router.ts";
import { webRoutes } from "../../src/web/router.ts";
import { IN_API, ONLY_PAGES } from "./page-deeds.ts";

const routes = await loadRoutes();
const text = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8");

test("every operation of our own is in docs/api.md", () => {
  const documented = [...text.matchAll(/^\| `([A-Z]+ \/api\/kith\/[^`]+)`/gm)].map(([, operation]) => operation);
  const served = routes
    .filter(({ path }) => path.startsWith("/api/kith/"))
    .map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(new Set(documented)).toEqual(new Set(served));
  expect(documented).toHaveLength(served.length);
});

test("each says which scope it needs, and whether it needs a token at all", () => {
  const documented = [...text.matchAll(/^\| `([A-Z]+ \/api\/kith\/[^`]+)` \| ([^|]+) \|/gm)].map(
    ([, operation, needs]) => `${operation} ${needs}`,
  );
  const needed = routes
    .filter(({ path }) => path.startsWith("/api/kith/") && !path.startsWith("/api/kith/v1/admin/"))
    .map(({ method, path, needs: { who, scope } }) => {
      const words = scope === undefined ? "none" : who === "any" ? `\`${scope}\`, or none` : `\`${scope}\``;
      return `${method} ${path} ${words}`;
    });
  expect(documented.filter((one) => !one?.includes(" /api/kith/v1/admin/")).toSorted()).toEqual(needed.toSorted());
});

test("whatever people can do by a form of a page, apps can do as well", () => {
  const forms = webRoutes.filter(({ method }) => method === "post").map(({ path }) => path);
  const judged = [...Object.keys(IN_API), ...forms.filter((path) => ONLY_PAGES.test(path))];
  expect(judged.toSorted()).toEqual(forms.toSorted());
  const operations = new Set(routes.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, ":id")}`));
  const missing = Object.entries(IN_API).filter(([, operation]) => !operations.has(operation));
  expect(missing).toEqual([]);
});
