/**
 * Queries that are built once and run with other values.
 *
 * Building and compiling a query costs Kysely more than SQLite needs to answer it (a page of statuses: 0.6 ms against 0.3). The hot queries are
 * therefore compiled once for each *shape* (how long their lists are, which of their values are there) with placeholders, which each run fills.
 * What is no placeholder becomes part of the text: databases plan better for values that they see.
 */
import {
  SqliteAdapter,
  type Compilable,
  type CompiledQuery,
  type KyselyPlugin,
  type OperationNode,
  type RawBuilder,
} from "kysely";
import type { Reads } from "./schema.ts";

type Value = number | string | boolean | null | undefined;
type Values = Readonly<Record<string, Value | readonly (number | string)[] | undefined>>;

/** Stands in a compiled query for a value that is given at each run. */
type Placeholder = { readonly name: string; readonly at: number | undefined };
const mark = Symbol("placeholder");

const placeholder = (name: string, at?: number): Placeholder => Object.freeze({ [mark]: true, name, at });
const isPlaceholder = (value: unknown): value is Placeholder => typeof value === "object" && value !== null && mark in value;

/**
 * What is compiled, found by the values' names and shapes, one step each: lists differ by their length (use `padded`, so that there are few), values by being there
 * or not, and flags by what they say.
 */
type Shapes<Out> = { query: CompiledQuery<Out> | undefined; readonly steps: Map<string | number | boolean, Shapes<Out>> };

function step<Out>({ steps }: Shapes<Out>, key: string | number | boolean): Shapes<Out> {
  let next = steps.get(key);
  if (next === undefined) steps.set(key, (next = { query: undefined, steps: new Map() }));
  return next;
}

function shapeOf<Out>(from: Shapes<Out>, values: Values): Shapes<Out> {
  let shape = from;
  for (const name in values) {
    const value = values[name];
    const kind = Array.isArray(value) ? value.length : value === undefined ? "-" : typeof value === "boolean" ? value : "+";
    shape = step(step(shape, name), kind);
  }
  return shape;
}

const stencilOf = <Given extends Values>(values: Given): Given =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (Array.isArray(value)) return [name, value.map((_, at) => placeholder(name, at))];
      return [name, value === undefined || typeof value === "boolean" ? value : placeholder(name)];
    }),
  ) as unknown as Given;

/**
 * Makes a query of `build`, which is called once for each shape with placeholders instead of values: it may hand them to Kysely, and test
 * whether they are undefined, but nothing else. Booleans it gets as they are, to choose by. What writes takes a `tx`.
 *
 * What is kept is a pure function of the code, the engine and the shape, so instances may share it.
 */
export function prepare<Given extends Values, Out, Handle extends Reads = Reads>(
  build: (db: Handle, values: Given) => Compilable<Out>,
): (db: Handle, values: Given) => Promise<Out[]> {
  const compiled: Shapes<Out> = { query: undefined, steps: new Map() };
  return async (db, values) => {
    const executor = db.getExecutor();
    const engine = executor.adapter instanceof SqliteAdapter ? "sqlite" : "postgres";
    const shape = shapeOf(step(step(compiled, engine), variantOf(executor.plugins)), values);
    // The gate's guard stands in either way: what is compiled already must not slip past it.
    if (shape.query !== undefined) executor.transformQuery(shape.query.query, shape.query.queryId);
    const query = (shape.query ??= withConstants(build(db, stencilOf(values)).compile()));
    const given = (value: unknown) => (isPlaceholder(value) ? fill(value, values) : value);
    for (const { watch } of executor.plugins as readonly WatchingPlugin[]) watch?.(query.query, given);
    const parameters = query.parameters.map(given);
    return (await executor.executeQuery<Out>({ ...query, parameters })).rows;
  };
}

/** A plugin that looks at the values of a query (`guarded.ts`): of a prepared one at each run. */
export type WatchingPlugin = { readonly watch?: (node: OperationNode, valueOf: (value: unknown) => unknown) => void };

/** Of narrowed reads (`narrowed.ts`), in which the same query has another text. */
function variantOf(plugins: readonly (KyselyPlugin & { readonly variant?: string })[]): string {
  let variant = "";
  for (const plugin of plugins) variant += plugin.variant ?? "";
  return variant;
}

/** The same for a query written in SQL. Flags among the values choose parts of it. */
export const prepareSql = <Given extends Values, Out = unknown>(
  build: (values: Given) => RawBuilder<Out>,
): ((db: Reads, values: Given) => Promise<Out[]>) =>
  prepare<Given, Out>((db, values) => {
    const query = build(values);
    return { compile: () => query.compile(db) };
  });

const PARAMETERS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\?|\$\d+/g;

/** Writes numbers and texts that are always the same into the query's text, and numbers what is left (`$1`) anew. */
function withConstants<Out>(query: CompiledQuery<Out>): CompiledQuery<Out> {
  const parameters: unknown[] = [];
  let at = 0;
  const sql = query.sql.replace(PARAMETERS, (found) => {
    if (found !== "?" && !found.startsWith("$")) return found;
    const value = query.parameters[at++];
    if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
    if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
    parameters.push(value);
    return found === "?" ? found : `$${parameters.length}`;
  });
  return { ...query, sql, parameters };
}

function fill({ name, at }: Placeholder, values: Values): unknown {
  const value = values[name];
  return at === undefined ? value : (value as readonly unknown[])[at];
}
