/**
 * Reads through which some rows are not there, and some columns are empty: for who may see less than the account in whose name they are here. Whatever is asked
 * through them, and by whichever code, gets each of these conditions wherever its table is read from, so that no query has to remember them.
 *
 * Only what is built is narrowed, and what is built inside of written SQL; SQL that names a table in its text reads all of it: what it finds must be
 * ids, which are looked up by what is built.
 */
import { sql, type Kysely, type KyselyPlugin, type OperationNode, type RawBuilder } from "kysely";
import { asItCame } from "./direct.ts";
import type { DB, Reads } from "./schema.ts";

/** By table; `alias` is how the query calls it. */
export type Rules = Readonly<Record<string, (alias: string) => RawBuilder<unknown>>>;
/** By table: columns of text that are "" in each of its rows. */
export type Blanks = Readonly<Record<string, readonly string[]>>;

type Node = OperationNode & Readonly<Record<string, unknown>>;
type Narrow = { rules: Rules; blanks: Blanks };

/** @param variant tells prepared queries of these reads from others (`prepared.ts`): one name for one set of rules */
export function narrowed(db: Reads, variant: string, rules: Rules, blanks: Blanks = {}): Reads {
  const plugin: KyselyPlugin & { variant: string } = {
    variant,
    transformQuery: ({ node }) => walk(node as unknown as Node, { rules, blanks }) as unknown as typeof node,
    transformResult: asItCame,
  };
  return (db as Kysely<DB>).withPlugin(plugin);
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "kind" in value;

/** Values are no part of the text, and may be anything. */
const isValue = ({ kind }: Node): boolean => kind === "ValueNode" || kind === "PrimitiveValueListNode";

function walk(value: unknown, narrow: Narrow): unknown {
  if (Array.isArray(value)) return value.map((one) => walk(one, narrow));
  if (!isNode(value) || isValue(value)) return value;
  const made = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, walk(part, narrow)])) as Node;
  const { rules, blanks } = narrow;
  if (made.kind === "JoinNode") return withCondition(made, "on", conditionsOf([made["table"]], rules));
  if (made.kind !== "SelectQueryNode") return made;
  const froms = (made["from"] as { froms: readonly unknown[] } | undefined)?.froms ?? [];
  const joined = ((made["joins"] as readonly Node[] | undefined) ?? []).map((join) => join["table"]);
  const blank = [...froms, ...joined].flatMap((table) => blankIn(table, blanks));
  return withCondition(blanked(made, blank), "where", conditionsOf(froms, rules));
}

type Blank = { alias: string; column: string };

function blankIn(table: unknown, blanks: Blanks): Blank[] {
  const named = namesOf(table);
  if (named === undefined || !Object.hasOwn(blanks, named.table)) return [];
  return (blanks[named.table] ?? []).map((column) => ({ alias: named.alias, column }));
}

/** Wherever the query names such a column there is no text; where it takes all of them, an empty one takes the place of each. */
function blanked(query: Node, blank: readonly Blank[]): Node {
  if (blank.length === 0) return query;
  const made = emptied(query, blank, true) as Node;
  const selections = (made["selections"] as readonly Node[] | undefined) ?? [];
  const taken = blank.filter(({ alias }) =>
    selections.some(({ selection }) => {
      const { kind, column, table } = selection as Node;
      const whole = kind === "SelectAllNode" || (kind === "ReferenceNode" && (column as Node).kind === "SelectAllNode");
      return whole && (table === undefined || namesOf(table)?.alias === alias);
    }),
  );
  return {
    ...made,
    selections: [...selections, ...taken.map(({ column }) => ({ kind: "SelectionNode", selection: empty(column) }))],
  };
}

/** What stands without a table is of the outermost query. */
function emptied(value: unknown, blank: readonly Blank[], outermost: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => emptied(one, blank, outermost));
  if (!isNode(value) || isValue(value)) return value;
  const chosen = value.kind === "SelectionNode" ? value["selection"] : value;
  const name = isNode(chosen) && chosen.kind === "ReferenceNode" ? columnOf(chosen, blank, outermost) : undefined;
  if (name !== undefined) return value === chosen ? NO_TEXT : { ...value, selection: empty(name) };
  const parts = Object.entries(value).map(([key, part]) => {
    const within = outermost && !(isNode(part) && part.kind === "SelectQueryNode");
    return [key, emptied(part, blank, within)] as const;
  });
  return Object.fromEntries(parts);
}

function columnOf({ table, column }: Node, blank: readonly Blank[], outermost: boolean): string | undefined {
  const name = ((column as Node)["column"] as { name?: string } | undefined)?.name;
  const alias = table === undefined ? undefined : namesOf(table)?.alias;
  return blank.find((one) => one.column === name && (alias === undefined ? outermost : alias === one.alias))?.column;
}

const NO_TEXT = Object.freeze(sql`''`.toOperationNode());
const empty = (name: string) => sql`''`.as(name).toOperationNode();

function conditionsOf(tables: readonly unknown[], rules: Rules): OperationNode[] {
  return tables.flatMap((table) => {
    const named = namesOf(table);
    const rule = named === undefined || !Object.hasOwn(rules, named.table) ? undefined : rules[named.table];
    return named === undefined || rule === undefined ? [] : [rule(named.alias).toOperationNode()];
  });
}

/** Undefined for what is no table: a query within the query has been seen to. */
function namesOf(node: unknown): { table: string; alias: string } | undefined {
  if (!isNode(node)) return undefined;
  if (node.kind === "AliasNode") {
    const table = namesOf(node["node"])?.table;
    const alias = (node["alias"] as { name?: unknown }).name;
    return table === undefined || typeof alias !== "string" ? undefined : { table, alias };
  }
  if (node.kind !== "TableNode") return undefined;
  const { name } = (node["table"] as { identifier: { name: string } }).identifier;
  return { table: name, alias: name };
}

/** `where` and `on` are made alike: a node that holds a condition under its own name. */
function withCondition(node: Node, clause: "where" | "on", conditions: readonly OperationNode[]): Node {
  if (conditions.length === 0) return node;
  const known = node[clause] as Readonly<Record<string, unknown>> | undefined;
  const all = [...(known === undefined ? [] : [{ kind: "ParensNode", node: known[clause] }]), ...conditions];
  const whole = all.reduce((left, right) => ({ kind: "AndNode", left, right }));
  return { ...node, [clause]: { kind: clause === "where" ? "WhereNode" : "OnNode", [clause]: whole } };
}
