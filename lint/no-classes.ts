// Data and functions, no classes. Errors are the exception, because `instanceof` and a stack are what they are for.
import type { NodeOf, Rule } from "./rule.ts";

const ERROR = /(Error|Failure|Refusal|Unreadable)$/;

export const noClasses: Rule = {
  create(context) {
    const visit = (node: NodeOf<"ClassDeclaration">) => {
      const parent = node.superClass;
      const name = parent?.type === "MemberExpression" ? parent.property : parent;
      if (name?.type === "Identifier" && ERROR.test(name.name)) return;
      context.report({ node, message: "No classes but errors: write functions over plain data." });
    };
    return { ClassDeclaration: visit, ClassExpression: visit };
  },
};
