// Renderers are pure: what they render was loaded before, so they have nothing to wait for.
import type { Rule } from "./rule.ts";

export const noAsync: Rule = {
  create(context) {
    const message = "This folder renders loaded data: no async here. Load it before, for the whole page.";
    const visit = (node: Parameters<typeof context.report>[0]["node"] & { async?: boolean }) => {
      if (node.async === true) context.report({ node, message });
    };
    return {
      FunctionDeclaration: visit,
      FunctionExpression: visit,
      ArrowFunctionExpression: visit,
      AwaitExpression: (node) => context.report({ node, message }),
      MemberExpression(node) {
        const then = !node.computed && node.property.type === "Identifier" && node.property.name === "then";
        if (then && node.parent.type === "CallExpression" && node.parent.callee === node) context.report({ node, message });
      },
    };
  },
};
