/**
 * Reads through which some rows are not there: for who may see less than the account in whose name they are here. Whatever is asked through them, and by
 * whichever code, gets each of these conditions wherever its table is read from, so that no query has to remember them.
 *
 * Only what is built is narrowed, and what is built inside of written SQL; SQL that names a table in its text reads all of it: what it finds must be
 * ids, which are looked up by what is built.
 */
import type { Kysely, KyselyPlugin, OperationNode, RawBuilder } from "kysely";
import { asItCame } from "./direct.ts";
import type { DB, Reads } from "./schema.ts";

/** By table; `alias` is how the query calls it. */
export type Rules = Readonly<Record<string, (alias: string) => RawBuilder<unknown>>>;

type Node = OperationNode & Readonly<Record<string, unknown>>;

/** @param variant tells prepared queries of these reads from others (`prepared.ts`): one name for one set of rules */
export function narrowed(db: Reads, variant: string, rules: Rules): Reads {
  const plugin: KyselyPlugin & { variant: string } = {
    variant,
    transformQuery: ({ node }) => walk(node as unknown as Node, rules) as unknown as typeof node,
    transformResult: asItCame,
  };
  return (db as Kysely<DB>).withPlugin(plugin);
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "kind" in value;

/** Values are no part of the text, and may be anything. */
const isValue = ({ kind }: Node): boolean => kind === "ValueNode" || kind === "PrimitiveValueListNode";

function walk(value: unknown, rules: Rules): unknown {
  if (Array.isArray(value)) return value.map((one) => walk(one, rules));
  if (!isNode(value) || isValue(value)) return value;
  const made = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, walk(part, rules)])) as Node;
  if (made.kind === "JoinNode") return withCondition(made, "on", conditionsOf([made["table"]], rules));
  if (made.kind !== "SelectQueryNode") return made;
  const from = made["from"] as { froms: readonly unknown[] } | undefined;
  return withCondition(made, "where", conditionsOf(from?.froms ?? [], rules));
}

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
