/** What `masto` offers, read from its own types: each method of each resource is one request, whose path is spelled by its names. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const REST = join(dirname(createRequire(import.meta.url).resolve("masto")), "mastodon/rest");
const METHODS: Readonly<Record<string, string>> = { fetch: "GET", list: "GET", create: "POST", update: "PUT", remove: "DELETE" };
const NAMED: Readonly<Record<string, string>> = { lookup: "GET", verifyCredentials: "GET", updateCredentials: "PUT" };

type Interfaces = ReadonlyMap<string, string>;

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The bodies of a folder's interfaces by their names, without comments. */
function interfacesIn(folder: string): Interfaces {
  const found = new Map<string, string>();
  for (const file of readdirSync(join(REST, folder)).filter((name) => name.endsWith(".d.ts"))) {
    const text = readFileSync(join(REST, folder, file), "utf8").replaceAll(/\/\*[^]*?\*\//g, "");
    for (const [, name = "", body = ""] of text.matchAll(/^export interface (\S+) \{\n([^]*?)\n\}/gm)) found.set(name, body);
  }
  return found;
}

function walk(path: string, name: string, spaces: { here: Interfaces; admin: Interfaces }): string[] {
  const here = path.endsWith("/admin") ? spaces.admin : spaces.here;
  const below = path.endsWith("/admin") ? { ...spaces, here } : spaces;
  const members = (here.get(name) ?? "").matchAll(/^ {4}(?:readonly )?(\$?\w+)(?:\(.*\))?: (?:v\d\.)?([\w$]+)/gm);
  return [...members].flatMap(([, member = "", type = ""]) => {
    if (type !== "Method") return walk(`${path}/${member === "$select" ? "{}" : snake(member)}`, type, below);
    const plain = METHODS[member];
    return [plain === undefined ? `${NAMED[member] ?? "POST"} ${path}/${snake(member)}` : `${plain} ${path}`];
  });
}

/** `METHOD path` with `{}` for what a path names; PATCH counts as PUT, which it sends in its place. */
export function offered(): string[] {
  const admin = interfacesIn("v1/admin");
  const client = interfacesIn(".");
  return ["v1", "v2"].flatMap((version) =>
    walk(`/api/${version}`, `${version.toUpperCase()}Resource`, {
      here: new Map([...interfacesIn(version), ...client]),
      admin,
    }),
  );
}

export const plain = (method: string, path: string): string =>
  `${method === "PATCH" ? "PUT" : method} ${path.replace(/\?.*$/, "").replaceAll(/\{\w*\}/g, "{}")}`;

/** Which of the known a request is: a fixed name in a path comes before one that stands for any. */
export function knownAs(request: string, known: readonly string[]): string | undefined {
  const asked = request.split("/");
  const fixed = (one: string) => one.split("/").filter((part) => part !== "{}").length;
  return known
    .filter((one) => {
      const parts = one.split("/");
      return parts.length === asked.length && parts.every((part, at) => part === "{}" || part === asked[at]);
    })
    .toSorted((a, b) => fixed(b) - fixed(a))[0];
}
