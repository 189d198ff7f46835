/** The rules of this server. */
import { fromJson } from "../../db/columns.ts";
import type { Row } from "../../db/schema.ts";

export type RuleJson = {
  id: string;
  text: string;
  hint: string;
  translations: Record<string, { text: string; hint: string }>;
};

export const renderRule = ({ id, text, hint, translations }: Row<"rules">): RuleJson => ({
  id: String(id),
  text,
  hint,
  translations: fromJson(translations),
});
