/**
 * Reads what clients send: query strings, and bodies as form, JSON or multipart on every writing method, DELETE included. Names nest as
 * Rails nests them (`a[]`, `a[b]`, `fields_attributes[0][name]`), into objects without a prototype.
 */
import type { IncomingMessage } from "node:http";
import { invalid, Refusal, tooLarge } from "../errors.ts";
import { stripNul } from "../text/outside.ts";

export type Value = string | number | boolean | null | Value[] | Fields;
export type Fields = { [name: string]: Value | undefined };
/** `path`: where it lies instead of in `bytes`. */
export type Upload = { name: string; type: string; bytes: Buffer; path?: string };
export type Form = { fields: Fields; files: ReadonlyMap<string, Upload> };

const MAX_ENTRIES = 1000;
const MAX_DEPTH = 6;
/** Without files, a body is no longer than this many bytes. */
export const BODY_BYTES = 1_000_000;

const empty = (): Fields => Object.create(null) as Fields;
const isFields = (value: Value | undefined): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The fields of a query string, without its question mark. */
export function readQuery(query: string): Fields {
  return query === "" ? empty() : nest(new URLSearchParams(query.slice(0, 100_000)));
}

/**
 * Reads a request's body, whatever its form.
 *
 * @param most bytes that are read
 * @param refuse what is said of a body that is longer
 * @throws Refusal `invalid` for what cannot be read, and what `refuse` makes: `too-large`
 */
export async function readForm(request: IncomingMessage, most: number, refuse: () => Refusal = tooLarge): Promise<Form> {
  const bytes = await readBytes(request, most, refuse);
  const type = request.headers["content-type"] ?? "";
  const none: ReadonlyMap<string, Upload> = new Map();
  if (bytes.length === 0) return { fields: empty(), files: none };
  if (/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) return { fields: readJson(bytes.toString("utf8")), files: none };
  if (/^multipart\/form-data\b/i.test(type)) return await readMultipart(bytes, type);
  return { fields: nest(new URLSearchParams(bytes.toString("utf8"))), files: none };
}

async function readBytes(request: IncomingMessage, most: number, refuse: () => Refusal): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > most) throw refuse();
  const chunks: Buffer[] = [];
  let length = 0;
  // By events: iterating costs more than all else that a small request does, and ends the connection when it is left.
  await new Promise<void>((resolve, reject) => {
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > most) reject(refuse());
      else chunks.push(chunk);
    });
    request.once("end", resolve).once("error", reject);
    // Each request is closed in the end: an error is made, which takes longer than all of this, for those alone that have not come whole.
    request.once("close", () => {
      if (!request.complete) reject(new Error("the connection was closed"));
    });
  });
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

function readJson(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal("invalid", "Error occurred while parsing request parameters");
  }
  const clean = cleaned(value, { left: MAX_ENTRIES }, 0);
  return isFields(clean) ? clean : empty();
}

/** A copy without prototypes, deep keys and NULs: JSON may name a key `__proto__`. */
function cleaned(value: unknown, count: { left: number }, depth: number): Value {
  if (--count.left < 0 || depth > MAX_DEPTH) throw invalid("Validation failed: too many parameters");
  if (typeof value === "string") return stripNul(value);
  if (typeof value !== "object" || value === null) return value as Value;
  // As Rails has it, a list holds no nulls.
  if (Array.isArray(value)) return value.filter((item) => item !== null).map((item) => cleaned(item, count, depth + 1));
  const fields = empty();
  for (const [name, item] of Object.entries(value)) fields[name] = cleaned(item, count, depth + 1);
  return fields;
}

async function readMultipart(bytes: Buffer, type: string): Promise<Form> {
  assertFewParts(bytes, type);
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData().catch(() => {
    throw new Refusal("invalid", "Error occurred while parsing request parameters");
  });
  const texts: [string, string][] = [];
  const files = new Map<string, Upload>();
  for (const [name, value] of form) {
    if (typeof value === "string") texts.push([name, value]);
    else if (value.size > 0)
      files.set(name, { name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) });
  }
  return { fields: nest(texts), files };
}

/** A body of nothing but boundaries would keep the parser busy for seconds. */
function assertFewParts(bytes: Buffer, type: string): void {
  const boundary = /boundary="?([^";]{1,200})/i.exec(type)?.[1];
  if (boundary === undefined) throw new Refusal("invalid", "Error occurred while parsing request parameters");
  let at = -1;
  for (let parts = 0; (at = bytes.indexOf(`--${boundary}`, at + 1)) >= 0; parts++)
    if (parts > MAX_ENTRIES / 4) throw invalid("Validation failed: too many parameters");
}

/** Flat names and values as Rails nests them. */
export function nest(entries: Iterable<readonly [string, string]>): Fields {
  const fields = empty();
  let count = 0;
  for (const [name, value] of entries) {
    if (++count > MAX_ENTRIES) throw invalid("Validation failed: too many parameters");
    put(fields, pathOf(name), stripNul(value));
  }
  return fields;
}

function pathOf(name: string): string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  const first = match?.[1];
  if (first === undefined || !match?.[2]) return [name];
  return [first, ...match[2].slice(1, -1).split("][")].slice(0, MAX_DEPTH);
}

function put(fields: Fields, path: readonly string[], value: string): void {
  let at = fields;
  for (let i = 0; i < path.length - 1; i++) {
    const key = path[i] as string;
    if (path[i + 1] !== "") {
      at = childOf(at, key);
      continue;
    }
    const known = at[key];
    const list: Value[] = Array.isArray(known) ? known : [];
    at[key] = list;
    const inner = path[i + 2];
    if (inner === undefined) return void list.push(value);
    at = elementFor(list, inner);
    i++;
  }
  at[path.at(-1) as string] = value;
}

function childOf(fields: Fields, key: string): Fields {
  const known = fields[key];
  if (isFields(known)) return known;
  const made = empty();
  fields[key] = made;
  return made;
}

/** Of `a[][b]`: the last element, or a new one when that has a `b` already. */
function elementFor(list: Value[], name: string): Fields {
  const last = list.at(-1);
  if (isFields(last) && !(name in last)) return last;
  const made = empty();
  list.push(made);
  return made;
}
