/**
 * Who may import whom: downwards only, the doors never each other, and the domain knows nothing of its doors.
 *
 * The floor plan is the table below. A new folder of `src` belongs to the domain by itself; a new file directly in `src`
 * has to be given its layer here, so that nobody puts one there without a thought.
 */
import { dirname, relative, resolve, sep } from "node:path";
import type { Context, NodeOf, Rule } from "./rule.ts";

const ROOT = resolve(import.meta.dirname, "..");
const LAYERS = ["ground", "store", "domain", "doors", "roof"] as const;
type Layer = (typeof LAYERS)[number];

const FOLDERS: Readonly<Record<string, Layer>> = {
  cli: "roof",
  effects: "roof",
  supervise: "roof",
  mastodon: "doors",
  federation: "doors",
  c2s: "doors",
  web: "doors",
  oauth: "doors",
  db: "store",
  jobs: "store",
  http: "store",
  mail: "store",
  text: "ground",
  sanitize: "ground",
  words: "ground",
  recurrence: "ground",
};
const FILES: readonly (readonly [RegExp, Layer])[] = [
  [/^(main|start|doors|admission|open|effects|follow-up|upkeep|load-instance|precompile|ready|stdio)\.ts$/, "roof"],
  [/^(kith|kith-events|remote)\.ts$/, "store"],
  [/^(config|errors|ids|version|lazy|html|text|sanitize|uris)(-[a-z-]+)?\.ts$/, "ground"],
];
/** Files that hold nothing but types: everyone above imports them as types, and they may name anyone's types. */
const TYPES_ONLY = /^src\/(kith|kith-events|remote)\.ts$/;

interface Place {
  path: string;
  area: string;
  /** The folder of `src`, or "" for a file directly in it. */
  folder: string;
  layer: Layer | undefined;
}

function placeOf(file: string): Place {
  const path = relative(ROOT, file).split(sep).join("/");
  const [area = "", first = "", ...rest] = path.split("/");
  if (area !== "src") return { path, area, folder: "", layer: undefined };
  if (rest.length > 0) return { path, area, folder: first, layer: FOLDERS[first] ?? "domain" };
  return { path, area, folder: "", layer: FILES.find(([pattern]) => pattern.test(first))?.[1] };
}

/** Why `from` may not import `to`, as a sentence, or undefined when it may. Paths are absolute. */
export function objection(from: string, to: string, typeOnly: boolean): string | undefined {
  const [here, there] = [placeOf(from), placeOf(to)];
  if (here.area === "views") return objectionOfView(there, typeOnly);
  if (here.area === "migrations") {
    return there.area === "src" && !typeOnly
      ? "A migration keeps the old shapes itself: it imports nothing from src."
      : undefined;
  }
  if (here.area !== "src") return undefined;
  if (TYPES_ONLY.test(there.path) && !typeOnly) return `${there.path} is types only: write "import type".`;
  if (there.area === "views")
    return ["web", "oauth"].includes(here.folder) ? undefined : "Only src/web and src/oauth import views.";
  if (there.area !== "src") return there.area === "node_modules" ? undefined : `src imports nothing from ${there.path}.`;
  if (TYPES_ONLY.test(here.path) && typeOnly) return undefined;
  return objectionBetweenLayers(here, there);
}

function objectionOfView(there: Place, typeOnly: boolean): string | undefined {
  if (typeOnly || there.area === "views" || there.path === "src/html.ts") return undefined;
  return "A view is data → Html: it imports only src/html.ts, other views, and types.";
}

function objectionBetweenLayers(here: Place, there: Place): string | undefined {
  if (here.layer === undefined || there.layer === undefined) return undefined;
  if (here.layer === "doors" && there.layer === "doors" && here.folder !== there.folder) {
    return `Doors do not know each other: ${here.folder} may not import ${there.path}. What both need belongs to the domain.`;
  }
  if (LAYERS.indexOf(there.layer) <= LAYERS.indexOf(here.layer)) return undefined;
  const why =
    here.layer === "domain" && there.layer === "doors" ? "The domain knows nothing of its doors" : "Imports go downwards only";
  return `${why}: ${here.path} (${here.layer}) may not import ${there.path} (${there.layer}).`;
}

type Source =
  | NodeOf<"ImportDeclaration">
  | NodeOf<"ExportNamedDeclaration">
  | NodeOf<"ExportAllDeclaration">
  | NodeOf<"ImportExpression">;

function isTypeOnly(node: Source): boolean {
  if (node.type === "ImportExpression") return false;
  if (node.type !== "ImportDeclaration") return node.exportKind === "type";
  if (node.importKind === "type") return true;
  const named = node.specifiers.filter((each) => each.type === "ImportSpecifier" && each.importKind === "type");
  return named.length > 0 && named.length === node.specifiers.length;
}

function check(context: Context, node: Source | NodeOf<"TSImportType">, typeOnly: boolean): void {
  const { source } = node;
  if (source?.type !== "Literal" || typeof source.value !== "string") return;
  const message = source.value.startsWith(".")
    ? objection(context.filename, resolve(dirname(context.filename), source.value), typeOnly)
    : objectionToPackage(placeOf(context.filename), source.value, typeOnly);
  if (message !== undefined) context.report({ node: source, message });
}

function objectionToPackage(here: Place, name: string, typeOnly: boolean): string | undefined {
  if (typeOnly) return undefined;
  if (here.area === "views") return "A view is data → Html: it imports no packages.";
  const out = here.area === "src" && name === "undici" && here.folder !== "http";
  return out ? "src/http is the one way out: use kith.http." : undefined;
}

export const layers: Rule = {
  create(context) {
    const visit = (node: Source) => check(context, node, isTypeOnly(node));
    return {
      Program(node) {
        const { area, folder, layer, path } = placeOf(context.filename);
        if (area !== "src" || folder !== "" || layer !== undefined) return;
        context.report({ node, message: `${path} has no layer. Move it into a folder, or name its layer in lint/layers.ts.` });
      },
      ImportDeclaration: visit,
      ExportNamedDeclaration: visit,
      ExportAllDeclaration: visit,
      ImportExpression: visit,
      TSImportType: (node) => check(context, node, true),
    };
  },
};
