/**
 * Two instances live in one process, so a module keeps nothing: what changes arrives in `kith`.
 *
 * Seen from the outside, state at the top of a module is a `let`, an empty collection that somebody is going to fill, or a
 * cache. A constant table (`new Set(["a", "b"])`, a literal with something in it) is none.
 */
import type { NodeOf, Rule } from "./rule.ts";

type Value = NodeOf<"VariableDeclarator">["init"];

const FILLED_LATER = new Set(["Map", "Set", "Array"]);
const ALWAYS_STATE = new Set(["WeakMap", "WeakSet", "WeakRef", "LRUCache", "TTLCache", "EventEmitter"]);

function bare(value: Value): Value {
  if (value?.type === "TSAsExpression" || value?.type === "TSSatisfiesExpression" || value?.type === "TSNonNullExpression") {
    return bare(value.expression);
  }
  return value;
}

function isState(value: Value): boolean {
  const init = bare(value);
  if (init?.type === "ArrayExpression") return init.elements.length === 0;
  if (init?.type === "ObjectExpression") return init.properties.length === 0;
  if (init?.type !== "NewExpression" || init.callee.type !== "Identifier") return false;
  return ALWAYS_STATE.has(init.callee.name) || (FILLED_LATER.has(init.callee.name) && init.arguments.length === 0);
}

function isTopLevel(node: NodeOf<"VariableDeclaration">): boolean {
  const parent = node.parent.type === "ExportNamedDeclaration" ? node.parent.parent : node.parent;
  return parent.type === "Program";
}

export const noModuleState: Rule = {
  create(context) {
    const message = "No module state: what changes belongs to one instance, so let it arrive in kith.";
    return {
      VariableDeclaration(node) {
        if (!isTopLevel(node) || node.declare === true) return;
        if (node.kind === "let" || node.kind === "var") context.report({ node, message });
        else for (const each of node.declarations) if (isState(each.init)) context.report({ node: each, message });
      },
    };
  },
};
