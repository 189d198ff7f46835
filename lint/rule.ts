// The types of oxlint's plugin interface, which it exports only by way of its rule tester.
import type { RuleTester } from "oxlint/plugins-dev";

type AnyRule = Parameters<RuleTester["run"]>[1];
export type Rule = Exclude<AnyRule, { createOnce: unknown }>;
export type Context = Parameters<Rule["create"]>[0];
type Visitor = ReturnType<Rule["create"]>;
/** The node that a visitor function of that name is given. */
export type NodeOf<Kind extends keyof Visitor> = Parameters<NonNullable<Visitor[Kind]>>[0];
