// Time is `kith.now()` and the network is `kith.http`, so that a test can own both. Only `open.ts` touches the real ones.
import type { NodeOf, Rule } from "./rule.ts";

const CLOCKS: Readonly<Record<string, readonly string[]>> = { Date: ["now"], performance: ["timeOrigin"], Temporal: ["Now"] };
const GLOBALS = new Set(["globalThis", "global"]);
const CLOCK = "The time is kith.now(), in milliseconds, or is handed in: nothing else reads the clock.";
const NETWORK = "The network is kith.http: global fetch would go round its checks, caps and deadlines.";

export const noOutsideWorld: Rule = {
  create(context) {
    const { sourceCode } = context;
    const constructs = (node: NodeOf<"NewExpression"> | NodeOf<"CallExpression">) => {
      const { callee } = node;
      return callee.type === "Identifier" && callee.name === "Date" && sourceCode.isGlobalReference(callee);
    };
    return {
      NewExpression(node) {
        if (constructs(node) && node.arguments.length === 0) context.report({ node, message: CLOCK });
      },
      CallExpression(node) {
        if (constructs(node)) context.report({ node, message: CLOCK });
      },
      MemberExpression(node) {
        const { object, property } = node;
        if (object.type !== "Identifier" || property.type !== "Identifier" || node.computed) return;
        if (CLOCKS[object.name]?.includes(property.name)) context.report({ node, message: CLOCK });
        if (GLOBALS.has(object.name) && property.name === "fetch") context.report({ node, message: NETWORK });
      },
      Identifier(node) {
        if (node.name === "fetch" && sourceCode.isGlobalReference(node)) context.report({ node, message: NETWORK });
      },
    };
  },
};
