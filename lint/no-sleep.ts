/**
 * A test that sleeps is slow or flaky, mostly both. The world's clock moves by `world.passes("1 hour")`, and
 * `world.settles()` waits until nothing is left to do.
 *
 * A promise that a timer *resolves* is a sleep; one that it *rejects* is a deadline, which is fine, and so is one turn of the
 * event loop (a delay of 0).
 */
import type { NodeOf, Rule } from "./rule.ts";

const TIMERS = new Set(["timers/promises", "node:timers/promises"]);

/** The name of the function that fulfils the promise whose executor this node stands in, if it stands in one. */
function resolverAround(node: NodeOf<"CallExpression">): string | undefined {
  for (let at: { type: string; parent?: unknown } | undefined = node; at; at = at.parent as typeof at) {
    if (at.type !== "ArrowFunctionExpression" && at.type !== "FunctionExpression") continue;
    const executor = at as NodeOf<"ArrowFunctionExpression">;
    const around = executor.parent;
    if (around.type !== "NewExpression" || around.callee.type !== "Identifier" || around.callee.name !== "Promise") continue;
    const [first] = executor.params;
    return first?.type === "Identifier" ? first.name : undefined;
  }
  return undefined;
}

/** Whether the timer's callback is that resolver itself, or a function whose whole body is a call of it. */
function fulfils(callback: NodeOf<"CallExpression">["arguments"][number] | undefined, resolver: string): boolean {
  if (callback?.type === "Identifier") return callback.name === resolver;
  if (callback?.type !== "ArrowFunctionExpression") return false;
  const { body } = callback;
  const [only] = body.type === "BlockStatement" ? body.body : [];
  const call = only?.type === "ExpressionStatement" ? only.expression : body;
  return call.type === "CallExpression" && call.callee.type === "Identifier" && call.callee.name === resolver;
}

export const noSleep: Rule = {
  create(context) {
    const message = 'No sleeping in tests: let the world settle, or move its clock with world.passes("1 hour").';
    return {
      ImportDeclaration(node) {
        if (TIMERS.has(node.source.value) && node.importKind !== "type") context.report({ node, message });
      },
      CallExpression(node) {
        if (node.callee.type !== "Identifier" || node.callee.name !== "setTimeout") return;
        const resolver = resolverAround(node);
        const [callback, delay] = node.arguments;
        const turn = delay === undefined || (delay.type === "Literal" && delay.value === 0);
        if (resolver !== undefined && !turn && fulfils(callback, resolver)) context.report({ node, message });
      },
    };
  },
};
