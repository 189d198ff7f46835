/** Finds the route of a request by walking its path's segments: the same work for the first route and for the two-hundredth. */
import type { Route } from "./respond.ts";

type Node = { fixed: Map<string, Node>; named: Node | undefined; routes: Map<string, { route: Route; names: string[] }> };
export type Found = { route: Route; params: Record<string, string> };

const node = (): Node => ({ fixed: new Map(), named: undefined, routes: new Map() });

/** `:name` in a route's path takes one segment; a fixed segment goes before a named one. Trailing slashes do not count. */
export function compileRoutes(routes: readonly Route[]): (method: string, path: string) => Found | undefined {
  const root = node();
  for (const route of routes) {
    const names: string[] = [];
    let at = root;
    for (const segment of segmentsOf(route.path)) {
      if (segment.startsWith(":")) {
        names.push(segment.slice(1));
        at = at.named ??= node();
      } else {
        const next = at.fixed.get(segment) ?? node();
        at.fixed.set(segment, next);
        at = next;
      }
    }
    if (at.routes.has(route.method)) throw new Error(`two routes for ${route.method} ${route.path}`);
    at.routes.set(route.method, { route, names });
  }
  return (method, path) => find(root, { method: method === "HEAD" ? "GET" : method, segments: segmentsOf(path), values: [] }, 0);
}

const segmentsOf = (path: string): string[] => path.split("/").filter((segment) => segment !== "");

/** Mastodon's framework has one action for both, so clients send either. */
const SAME: Readonly<Record<string, string>> = { PUT: "PATCH", PATCH: "PUT" };

type Search = { method: string; segments: string[]; values: string[] };

function find(at: Node, search: Search, depth: number): Found | undefined {
  const segment = search.segments[depth];
  if (segment === undefined) {
    const end = at.routes.get(search.method) ?? at.routes.get(SAME[search.method] ?? "");
    return end && { route: end.route, params: Object.fromEntries(end.names.map((name, i) => [name, search.values[i] ?? ""])) };
  }
  const fixed = at.fixed.get(segment);
  const found = fixed && find(fixed, search, depth + 1);
  if (found !== undefined || at.named === undefined) return found;
  const value = decoded(segment);
  return value === undefined ? undefined : find(at.named, { ...search, values: [...search.values, value] }, depth + 1);
}

function decoded(segment: string): string | undefined {
  try {
    const value = decodeURIComponent(segment);
    // PostgreSQL keeps no U+0000, so nothing of that name can exist.
    return value.includes("\0") ? undefined : value;
  } catch {
    return undefined;
  }
}
