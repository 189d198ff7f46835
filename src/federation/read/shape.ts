/**
 * What a property of a document from elsewhere amounts to, however its sender chose to write it.
 *
 * JSON-LD lets one value or many, an id or a whole object, a string or a typed literal, absence or null mean the same. Every
 * property is read through these functions and never directly, so that no reader needs to know which server wrote what. None of them throws.
 */

/** Plain JSON, as `readDocument` gives it. */
export type Doc = { readonly [key: string]: unknown };

/** The value as an object, if it is one (not a list). */
export function object(v: unknown): Doc | undefined {
  return typeof v === "object" && v !== null && !Array.isArray(v) ? (v as Doc) : undefined;
}

/** One, many or none as a list, without nulls; `@list` and `@set` are opened, and so is what was a list in PHP. At most `max` entries are believed. */
export function list(v: unknown, max = 1000): unknown[] {
  const inner = object(v);
  const value = inner === undefined ? v : (inner["@list"] ?? inner["@set"] ?? numbered(inner) ?? v);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [value];
  return value.slice(0, max).filter((entry) => entry !== null && entry !== undefined);
}

/**
 * A list that PHP has written as an object, for it has gaps, or has been merged with an object: so Pixelfed (met as 0.12.6) writes the tags of an answer. Numbers come
 * first among the keys of an object, whatever their place in the text.
 */
function numbered(inner: Doc): unknown[] | undefined {
  const keys = Object.keys(inner);
  const named = keys.findIndex((key) => !/^(?:0|[1-9]\d{0,3})$/.test(key));
  if (named === 0 || keys.length === 0) return undefined;
  const entries = Object.entries(inner);
  const rest = named < 0 ? [] : [Object.fromEntries(entries.slice(named))];
  return [...rest, ...entries.slice(0, named < 0 ? undefined : named).map(([, value]) => value)];
}

/** The first of one or many. */
export function one(v: unknown): unknown {
  return typeof v === "object" ? list(v)[0] : v;
}

/** The objects among one or many. */
export function objects(v: unknown, max = 1000): Doc[] {
  return list(v, max)
    .map(object)
    .filter((entry) => entry !== undefined);
}

const LONGEST_URL = 2048;
/** http or https, an authority without credentials, and nothing that `URL` would quietly trim, strip or turn around. */
// oxlint-disable-next-line no-control-regex
const WEB_URL = /^https?:\/\/[^/?#\\@\s]+(?:[/?#][^\u0000-\u0020\u007f\ud800-\udfff]*)?$/iu;

/**
 * The id of one or the first of many: the string itself, an object's `id`, or a Link's `href`. Only http(s) URLs of at most 2048 characters
 * without credentials count; the spelling is kept, for ids are compared as strings.
 */
export function id(v: unknown): string | undefined {
  const value = one(v);
  if (typeof value === "string") return isWebUrl(value) ? value : undefined;
  const inner = object(value);
  if (inner === undefined) return undefined;
  const own = inner.id ?? (inner.type === "Link" ? inner.href : undefined);
  return typeof own === "string" && isWebUrl(own) ? own : undefined;
}

function isWebUrl(text: string): boolean {
  return text.length <= LONGEST_URL && WEB_URL.test(text) && URL.canParse(text);
}

/** The ids of one or many, each once. */
export function ids(v: unknown, max = 1000): string[] {
  return [...new Set(list(v, max).flatMap((entry) => id(entry) ?? []))];
}

/** Literals as JSON-LD may wrap them: `{"@value": …}`. */
function plain(v: unknown): unknown {
  const value = one(v);
  const wrapped = object(value);
  return wrapped === undefined ? value : wrapped["@value"];
}

const LANGUAGE = /^(?:[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*|@none)$/;

/**
 * The text of a string, `{"@value"}`, language map or the first of many of these; "" if there is none. At most `max` UTF-16 units, never half
 * a character; U+0000 (which PostgreSQL refuses) and lone surrogates (which are not text) are left out.
 */
export function text(v: unknown, max = 5000): string {
  for (const value of typeof v === "string" ? [v] : list(v)) {
    const found = clean(spelled(value), max);
    if (found !== "") return found;
  }
  return "";
}

function spelled(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  const inner = object(value);
  if (inner === undefined) return "";
  if (typeof inner["@value"] === "string") return inner["@value"];
  const entry = Object.entries(inner).find(([key, words]) => LANGUAGE.test(key) && typeof words === "string");
  return typeof entry?.[1] === "string" ? entry[1] : "";
}

function clean(words: string, max: number): string {
  const cut = words.length > max ? words.slice(0, max) : words;
  if (cut.isWellFormed() && !cut.includes("\0")) return cut;
  return cut.replace(/[\0\p{Surrogate}]/gu, "");
}

/** A language tag (BCP 47) from a language map's keys, a literal's `@language`, or Lemmy's and PeerTube's `{"identifier"}`; `und` is none. */
export function isLanguage(tag: string): boolean {
  return tag.length <= 35 && tag !== "und" && tag !== "@none" && LANGUAGE.test(tag);
}

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)([Zz]|[+-]\d{2}:?\d{2})?)?$/;
const LATEST = Date.UTC(2200, 0, 1);

/** An xsd:dateTime as milliseconds since 1970, clamped to 1970–2200; without a zone it is UTC. Undefined if it is none. */
export function instant(v: unknown): number | undefined {
  const value = plain(v);
  const [, day, time = "00:00", zone = "Z"] = (typeof value === "string" && ISO.exec(value.trim())) || [];
  if (day === undefined) return undefined;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const at = Date.parse(`${day}T${time}${offset.toUpperCase()}`);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at, 0), LATEST);
}

/** Whether a flag is set: `true`, and nothing that merely looks true. */
export function flag(v: unknown): boolean {
  return plain(v) === true;
}

/** A number, also one that is written as text; NaN for whatever else is said, which may have no such value at all. */
export function decimal(v: unknown): number {
  const value = plain(v);
  return typeof value === "number" || (typeof value === "string" && value.trim() !== "") ? Number(value) : Number.NaN;
}

/** A whole number from 0 to `max`, clamped. Undefined if it is no number. */
export function count(v: unknown, max = 1_000_000_000): number | undefined {
  const value = plain(v);
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? Math.min(Math.max(Math.trunc(number), 0), max) : undefined;
}

/** An object's types: one, many or none; at most ten. */
export function types(v: unknown): string[] {
  return list(object(v)?.type, 10).filter((type) => typeof type === "string");
}

/** Whether an object is of this type, among others perhaps. */
export function isA(v: unknown, type: string): boolean {
  const own = object(v)?.type;
  return own === type || (Array.isArray(own) && own.includes(type));
}

/** Whether this is the collection of everyone, in any of its three spellings (ActivityPub, 5.6). */
export function isPublic(v: unknown): boolean {
  const name = typeof v === "string" ? v : object(v)?.id;
  return name === "https://www.w3.org/ns/activitystreams#Public" || name === "as:Public" || name === "Public";
}

/** Whether two URLs have scheme, host and port in common (FEP-fe34). Never true of what is no http(s) URL. */
export function sameOrigin(a: string, b: string): boolean {
  const origin = URL.parse(a)?.origin;
  return origin !== undefined && origin.startsWith("http") && origin === URL.parse(b)?.origin;
}
