// The limit of 60 lines a function, for tests: a `describe` only groups, so its length is the file's affair.
import type { NodeOf, Rule } from "./rule.ts";

const LIMIT = 60;

function isGroup(node: { parent: unknown }): boolean {
  const { type, callee } = node.parent as NodeOf<"CallExpression">;
  return type === "CallExpression" && callee.type === "Identifier" && callee.name === "describe";
}

export const testFunctionLines: Rule = {
  create(context) {
    const visit = (node: NodeOf<"FunctionDeclaration"> | NodeOf<"ArrowFunctionExpression">) => {
      const lines = node.loc.end.line - node.loc.start.line + 1;
      if (lines > LIMIT && !isGroup(node))
        context.report({ node, message: `This function has ${lines} lines; ${LIMIT} is the limit.` });
    };
    return { FunctionDeclaration: visit, FunctionExpression: visit, ArrowFunctionExpression: visit };
  },
};
