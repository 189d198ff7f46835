/** Zod shapes for what clients send, as loosely as Mastodon reads it: `"True"`, `1` and `on` are booleans, numbers may be text, lists may be hashes. */
import { z } from "zod";
import { invalid, missing } from "../errors.ts";
import type { Paging } from "../db/paging.ts";
import { readId } from "../ids.ts";
import type { Fields, Value } from "./forms.ts";

const FALSE: ReadonlySet<unknown> = new Set([false, 0, "", "0", "f", "false", "off", "no"]);
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const isSet = (value: Value): boolean => !FALSE.has(typeof value === "string" ? value.toLowerCase() : value);

/** A boolean in any of its spellings. */
export const flag = scalar.transform(isSet);
/** Text of at most `max` UTF-16 units; numbers and booleans become text. */
export const text = (max = 100_000) =>
  scalar.transform(String).pipe(z.string().max(max, `is too long (maximum is ${max} characters)`));
/** An id; what is none becomes 0, which is nobody's id. */
export const id = z.union([z.string(), z.number()]).transform((value) => readId(value) ?? 0);
/** A whole number; text of one is fine, fractions are cut off. */
export const whole = (min: number, max: number) =>
  scalar
    .transform((value) => Math.trunc(Number(value)))
    .pipe(
      z
        .number("is not a number")
        .min(min, `must be greater than or equal to ${min}`)
        .max(max, `must be less than or equal to ${max}`),
    );
/** A whole number, or undefined for an empty text or null. */
export const wholeOrNothing = (min: number, max: number) =>
  z.preprocess((value) => (value === "" || value === null ? undefined : value), whole(min, max).optional());

/** A list, also written as a hash (`{"0": …}`, in the order of its keys) or as a single value. */
export const list = <Item extends z.ZodType>(item: Item, max = 500) =>
  z.preprocess((value) => listOf(value as Value | undefined), z.array(item).max(max, "has too many items"));

export function listOf(value: Value | undefined): Value[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value;
  if (typeof value !== "object") return value === "" ? [] : [value];
  const keys = Object.keys(value);
  if (keys.every((key) => /^\d+$/.test(key))) keys.sort((a, b) => Number(a) - Number(b));
  return keys.map((key) => value[key] as Value);
}

/**
 * Fields in the wanted shape.
 *
 * @throws Refusal `invalid` in Mastodon's words: `Validation failed: Title can't be blank`
 */
export function parse<Shape extends z.ZodType>(fields: Fields, shape: Shape): z.output<Shape> {
  const result = shape.safeParse(fields);
  if (result.success) return result.data;
  throw invalid(`Validation failed: ${complaintOf(result.error.issues[0], fields)}`);
}

function complaintOf(issue: z.core.$ZodIssue | undefined, fields: Fields): string {
  const names = (issue?.path ?? []).filter((part) => typeof part === "string");
  // Of what lies in something the whole way is named: "Audience skills".
  const name = names.length === 0 ? "request" : names.join("_");
  const label = name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
  const blank = names.length === 1 && fields[name] === undefined;
  const ours = issue !== undefined && /^(is|has|must|can't|does) /.test(issue.message);
  return `${label} ${blank ? "can't be blank" : ours ? issue.message : "is invalid"}`;
}

/** Of a query's field. As in Rails, whatever is not false is true, a list or a hash, too. */
export const isTrue = (value: Value | undefined): boolean => value !== undefined && value !== null && isSet(value);

/** Text of a query field, "" when there is none. */
export const textOf = (value: Value | undefined): string =>
  typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : "";

/** Ids of a query field such as `id[]`: those that are ids, each once, `max` at most. */
export function idsOf(value: Value | undefined, max: number): number[] {
  const ids = (listOf(value) ?? []).slice(0, max * 2).map(readId);
  return [...new Set(ids)].filter((one) => one !== undefined).slice(0, max);
}

/** The `limit` of a query: `usual` when there is none, between 1 and `most`. */
export function limitOf(query: Fields, usual: number, most: number): number {
  const asked = Number.parseInt(textOf(query["limit"]), 10);
  return Number.isFinite(asked) ? Math.min(Math.max(Math.abs(asked), 1), most) : usual;
}

export function offsetOf(query: Fields, most = 10_000): number {
  const asked = Number.parseInt(textOf(query["offset"]), 10);
  return Number.isFinite(asked) ? Math.min(Math.max(asked, 0), most) : 0;
}

/** @throws Refusal `missing` for a cursor that is no id */
export function pagingOf(query: Fields, usual = 20, most = 40): Paging {
  return {
    limit: limitOf(query, usual, most),
    max_id: cursorOf(query, "max_id"),
    since_id: cursorOf(query, "since_id"),
    min_id: cursorOf(query, "min_id"),
  };
}

function cursorOf(query: Fields, name: string): number | undefined {
  const value = query[name];
  if (value === undefined || value === null || value === "") return undefined;
  const cursor = readId(value);
  if (cursor === undefined) throw missing();
  return cursor;
}

/** Of fields that may be left out those that say something: null says nothing. */
export const said = <Fields extends Record<string, unknown>>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as {
    [Name in keyof Fields]?: NonNullable<Fields[Name]>;
  };
