/** What a request of this door carries: a flat record of texts, from a form, JSON or multipart, as clients send all three. */
import type { IncomingMessage } from "node:http";
import { stripNul } from "../text/outside.ts";
import { invalidRequest, OAuthError } from "./errors.ts";

export type Params = Readonly<Record<string, string>>;

const MAX_BYTES = 64_000;
const MAX_FIELDS = 50;

/** The fields of a query string. */
export const readQuery = (url: string): Params =>
  flat(new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?") + 1) : ""));

/** @throws OAuthError `invalid_request` for a body that is too large or cannot be read */
export async function readBody(request: IncomingMessage): Promise<Params> {
  const bytes = await readBytes(request);
  const type = request.headers["content-type"] ?? "";
  if (bytes.length === 0) return {};
  if (/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) return flat(entriesOf(bytes));
  if (/^multipart\/form-data\b/i.test(type)) return await readMultipart(bytes, type);
  return flat(new URLSearchParams(bytes.toString("utf8")));
}

/**
 * A JSON object, as RFC 7591 sends it.
 *
 * @throws OAuthError `invalid_client_metadata` for anything else
 */
export async function readJsonBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = stripNul((await readBytes(request)).toString("utf8"));
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new OAuthError("invalid_client_metadata", "The request must be a JSON object.");
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BYTES) throw invalidRequest("The request is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function entriesOf(bytes: Buffer): [string, string][] {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw invalidRequest("The request's JSON cannot be read.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, item]): [string, string][] => {
    if (typeof item === "string" || typeof item === "number" || typeof item === "boolean") return [[name, String(item)]];
    return Array.isArray(item) ? [[name, item.filter((part) => typeof part === "string").join(" ")]] : [];
  });
}

async function readMultipart(bytes: Buffer, type: string): Promise<Params> {
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData().catch(() => {
    throw invalidRequest("The request's form cannot be read.");
  });
  return flat([...form].flatMap(([name, value]): [string, string][] => (typeof value === "string" ? [[name, value]] : [])));
}

/** The last of several values counts; names are data, so the record has no prototype. */
function flat(entries: Iterable<readonly [string, string]>): Params {
  const params = Object.create(null) as Record<string, string>;
  let count = 0;
  for (const [name, value] of entries) if (++count <= MAX_FIELDS) params[name] = stripNul(value);
  return params;
}
