/**
 * A gate through which some rows are not written: for who may do less than the account in whose name they are here. Whatever is written through it, and by
 * whichever code, is looked at as it is written, so that no action has to remember what it leads to.
 *
 * Only what is built is looked at, as with narrowed reads (`narrowed.ts`): SQL that names a table in its text writes to none of those that have a rule.
 */
import type { KyselyPlugin, OperationNode } from "kysely";
import { asItCame } from "./direct.ts";
import type { WatchingPlugin } from "./prepared.ts";
import type { Write } from "./write.ts";

/** Its columns as they are given; those that the database works out are not there. */
export type Written = Readonly<Record<string, unknown>>;
/** By table: whether this row, or these new values of one, may not be written. */
export type Refused = Readonly<Record<string, (row: Written) => boolean>>;

type Node = OperationNode & Readonly<Record<string, unknown>>;
type ValueOf = (value: unknown) => unknown;

/** @param refusal what is thrown: the work is undone whole */
export function guarded<Event>(write: Write<Event>, refused: Refused, refusal: () => Error): Write<Event> {
  const judge = (table: string, rows: readonly Written[]): void => {
    if (Object.hasOwn(refused, table) && rows.some((row) => refused[table]?.(row) === true)) throw refusal();
  };
  const watch = (node: OperationNode, valueOf: ValueOf): void => {
    const written = readWritten(node as Node, valueOf);
    if (written !== undefined) judge(written.table, written.rows);
  };
  const plugin: KyselyPlugin & WatchingPlugin = {
    watch,
    transformQuery: ({ node }) => {
      watch(node, (value) => value);
      return node;
    },
    transformResult: asItCame,
  };
  const gate: Write<Event> = async (work) => await write(async (tx, happened) => await work(tx.withPlugin(plugin), happened));
  return Object.assign(gate, { assertWritable: (table: string, row: Written) => judge(table, [row]) });
}

/** Undefined for what writes no values. */
function readWritten(node: Node, valueOf: ValueOf): { table: string; rows: readonly Written[] } | undefined {
  if (node.kind === "InsertQueryNode") {
    const columns = (node["columns"] as Node[] | undefined) ?? [];
    const values = node["values"] as Node | undefined;
    // What is copied from other rows is a row all the same.
    const rows = values?.kind === "ValuesNode" ? (values["values"] as Node[]) : [{ values: [] }];
    return { table: nameOf(node["into"]), rows: rows.map((row) => rowOf(columns, row["values"] as readonly unknown[], valueOf)) };
  }
  if (node.kind !== "UpdateQueryNode") return undefined;
  const updates = (node["updates"] as Node[] | undefined) ?? [];
  const columns = updates.map((update) => update["column"] as Node);
  const values = updates.map((update) => update["value"]);
  return { table: nameOf(node["table"]), rows: [rowOf(columns, values, valueOf)] };
}

function rowOf(columns: readonly Node[], values: readonly unknown[], valueOf: ValueOf): Written {
  return Object.fromEntries(columns.map((column, n) => [columnOf(column), valueOf(plain(values[n]))]));
}

/** A value stands in a node of its own, or as it is in a list of such. */
const plain = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "kind" in value ? (value as { value?: unknown }).value : value;

const columnOf = ({ column }: Node): string => (column as { name: string }).name;

/** "" for what is no single table. */
const nameOf = (node: unknown): string =>
  (node as { table?: { identifier?: { name?: string } } } | undefined)?.table?.identifier?.name ?? "";
