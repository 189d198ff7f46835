/**
 * The text of written SQL as far as it can be known without running it: templates within templates, fragments that have a name or come from a function of the same
 * file, either side of a choice, and names of tables and columns that are given as such. What is only known later stands as `UNKNOWN`.
 */
import type { Context, NodeOf } from "./rule.ts";

type Template = NodeOf<"TaggedTemplateExpression">;
type Node = { type: string } & Readonly<Record<string, unknown>>;

/** A table or a column that is chosen while it runs; a value. */
export const UNKNOWN = "__unknown";
const VALUE = "?";
const DEEPEST = 6;

export const isSql = ({ tag }: Pick<Template, "tag">): boolean => tag.type === "Identifier" && tag.name === "sql";

export const textOf = (context: Context, template: Template): string => read(context, template as unknown as Node, 0);

function read(context: Context, node: Node, depth: number): string {
  if (depth > DEEPEST) return VALUE;
  const next = (one: unknown): string => read(context, one as Node, depth + 1);
  switch (node.type) {
    case "TaggedTemplateExpression":
      return isSql(node as never) ? filled(node["quasi"] as Node, next) : VALUE;
    case "ConditionalExpression":
      return `${next(node["consequent"])} ${next(node["alternate"])}`;
    case "LogicalExpression":
      return `${next(node["left"])} ${next(node["right"])}`;
    case "ArrayExpression":
      return (node["elements"] as (Node | null)[]).flatMap((one) => (one === null ? [] : next(one))).join(", ");
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "AwaitExpression":
      return next(node["expression"] ?? node["argument"]);
    case "Identifier":
      return named(context, node, next);
    case "CallExpression":
      return called(context, node, next);
    default:
      return VALUE;
  }
}

function filled(quasi: Node, next: (one: unknown) => string): string {
  const expressions = quasi["expressions"] as Node[];
  const parts = quasi["quasis"] as { value: { raw: string } }[];
  return parts.map(({ value }, at) => value.raw + (expressions[at] === undefined ? "" : next(expressions[at]))).join("");
}

/** What a name of this file stands for: a constant, or one of several that are made at once. */
function named(context: Context, node: Node, next: (one: unknown) => string): string {
  const made = definitionOf(context, node);
  if (made === undefined) return VALUE;
  const { id, init } = made;
  if (id.type === "Identifier") return next(init);
  if (id.type !== "ArrayPattern" || init.type !== "ArrayExpression") return VALUE;
  const at = (id["elements"] as (Node | null)[]).findIndex((one) => one?.["name"] === node["name"]);
  const one = (init["elements"] as (Node | undefined)[])[at];
  return one === undefined ? VALUE : next(one);
}

function definitionOf(context: Context, node: Node): { id: Node; init: Node } | undefined {
  type Scope = { set: Map<string, { defs: { node: unknown }[] }>; upper: Scope | null };
  let scope = context.sourceCode.getScope(node as never) as unknown as Scope | null;
  for (; scope !== null; scope = scope.upper) {
    const definition = scope.set.get(String(node["name"]))?.defs[0]?.node as Node | undefined;
    if (definition === undefined) continue;
    if (definition.type === "FunctionDeclaration") return { id: definition["id"] as Node, init: definition };
    const init = definition["init"] as Node | null | undefined;
    return definition.type === "VariableDeclarator" && init ? { id: definition["id"] as Node, init } : undefined;
  }
  return undefined;
}

/** `sql.table("x")` and its like, lists, and functions of this file that do nothing but give a piece of SQL. */
function called(context: Context, node: Node, next: (one: unknown) => string): string {
  const callee = node["callee"] as Node;
  const [first, second] = node["arguments"] as (Node | undefined)[];
  const name = callee.type === "MemberExpression" ? String((callee["property"] as Node)["name"]) : "";
  if ((callee["object"] as Node | undefined)?.["name"] === "sql") {
    if (name === "join") return `${next(first)} ${second === undefined ? "" : next(second)}`;
    return name === "table" || name === "ref" || name === "id" ? nameIn(context, first) : VALUE;
  }
  if (name === "as") return next(callee["object"]);
  const made = callee.type === "Identifier" ? definitionOf(context, callee)?.init : undefined;
  return made === undefined ? VALUE : given(made).map(next).join(" ");
}

function given({ type, body }: Node): Node[] {
  if (!/Function/.test(type)) return [];
  const block = body as Node;
  if (block.type !== "BlockStatement") return [block];
  const statements = block["body"] as Node[];
  return statements.flatMap((one) => (one.type === "ReturnStatement" && one["argument"] ? [one["argument"] as Node] : []));
}

/** As it is written; of one that is put together, the part behind its dot. */
function nameIn(context: Context, node: Node | undefined): string {
  if (node?.type === "Literal") return String(node["value"]);
  if (node?.type === "TemplateLiteral") return filled(node, () => UNKNOWN);
  const init = node?.type === "Identifier" ? definitionOf(context, node)?.init : undefined;
  return init?.type === "Literal" ? String(init["value"]) : UNKNOWN;
}
