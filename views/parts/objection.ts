/** Why what was written for a group will be refused there, and what can be done about it: nothing written is lost. */
import type { Account } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Draft } from "../../src/statuses/draft.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";

/** `reason`: a sentence in the reader's language; `joining`: whoever is in the group is past it. */
export type Objection = { group: Account; title: string; reason: string; joining: boolean };
/** By group. */
export type Objections = ReadonlyMap<number, Objection>;

export const objectionTo = (
  { group_id, in_reply_to_id }: Pick<Draft, "group_id" | "in_reply_to_id">,
  objections: Objections,
): Objection | undefined => (group_id === undefined || in_reply_to_id !== undefined ? undefined : objections.get(group_id));

/** Where it is kept. */
type Kept = { [Id in "draft_id" | "scheduled_id" | "recurring_id"]?: number | undefined };

/** The form with the same words, as they are kept, without the group. */
export function aloneOf({ draft_id, scheduled_id, recurring_id }: Kept): string {
  if (draft_id !== undefined) return routes.composeAlone("draft", draft_id);
  if (scheduled_id !== undefined) return routes.composeAlone("scheduled", scheduled_id);
  return recurring_id === undefined ? routes.compose() : routes.composeAlone("recurring", recurring_id);
}

/** @param alone the form with the same words, without the group */
export function objectionView(objection: Objection | undefined, alone: string, { t }: ViewContext): Html {
  if (objection === undefined) return raw("");
  const { group, title, reason, joining } = objection;
  const see = joining ? html` <a class="button" href="${routes.profile(group)}">${t("notifications.see_group")}</a>` : "";
  return html`<div class="objection"><p class="flash problem">${icon("block")}<span><span dir="auto">${title}</span>: ${reason}</span></p><p class="buttons"><a class="button" href="${alone}">${t("groups.write_alone")}</a>${see}</p></div>`;
}
