/** How the viewer and somebody come to be friends: asking, answering, and being made known to each other. */
import type { Account, Status } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Relation, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import { form } from "./form.ts";
import { bylineView, handleOf, nameLink } from "./names.ts";
import { hidden } from "./words.ts";

/** Asks, or takes back what was asked; nothing between friends, and where an answer is due instead. */
export function friendButton(account: Account, relation: Relation | undefined, ctx: ViewContext): Html {
  const { t, viewer } = ctx;
  if (viewer === undefined || relation === undefined || viewer.account.id === account.id) return raw("");
  const barred = relation.blocking || relation.blocked_by || account.actor_type === "Group" || account.moved_to_uri !== "";
  if (barred || relation.friend || relation.friend_requested_by) return raw("");
  const handle = handleOf(account);
  const asked = html`<button class="button on">${icon("check")}${t("friends.sent")}${hidden(` ${t("friends.sent_spoken", { handle })}`)}</button>`;
  const ask = html`<button class="button">${icon("people")}${t("friends.add")}${hidden(` ${t("friends.add_spoken", { handle })}`)}</button>`;
  return form(
    ctx,
    routes.actOnAccount(account.id, relation.friend_requested ? "unfriend" : "befriend"),
    relation.friend_requested ? asked : ask,
  );
}

/** The two answers to somebody who asks. */
export function friendAnswers(account: Account, ctx: ViewContext): Html {
  const handle = hidden(` ${handleOf(account)}`);
  const buttons = html`<button class="button primary">${ctx.t("friends.accept")}${handle}</button> <button class="button" formaction="${routes.actOnAccount(account.id, "decline")}">${ctx.t("friends.decline")}${handle}</button>`;
  return form(ctx, routes.actOnAccount(account.id, "befriend"), buttons, { className: "answer" });
}

/** On the profile of somebody who asks. */
export function friendAskView(account: Account, relation: Relation | undefined, ctx: ViewContext): Html {
  if (relation?.friend_requested_by !== true) return raw("");
  return html`<div class="flash asks-friend">${icon("people")}<span>${ctx.rich("friends.wants", { name: nameLink(account, ctx) })}</span>${friendAnswers(account, ctx)}</div>`;
}

/** To whom a message introduces the viewer, and the one step further; nothing for anybody else. */
export function introductionView({ id }: Status, page: StatusPage, ctx: ViewContext): Html {
  const referred = referredBy(id, page);
  if (referred !== undefined) return referralView(referred, ctx);
  const other = introducedTo(id, page, ctx);
  if (other === undefined) return raw("");
  return html`<section class="introduction" aria-label="${ctx.t("friends.introduced_card")}">${bylineView(other, ctx)}${stepView(other, page.introductions.get(id)?.standing, ctx)}</section>`;
}

/** What is left to do between the two. */
function stepView(other: Account, standing: "friends" | "asked" | "asking" | undefined, ctx: ViewContext): Html {
  if (standing === "friends") return html`<span class="stands">${ctx.t("friends.friends")}</span>`;
  if (standing === "asked") return html`<span class="stands">${ctx.t("friends.sent")}</span>`;
  if (standing === "asking") return friendAnswers(other, ctx);
  return form(
    ctx,
    routes.actOnAccount(other.id, "befriend"),
    html`<button class="button primary">${icon("people")}${ctx.t("friends.add")}${hidden(` ${handleOf(other)}`)}</button>`,
  );
}

/** Who is recommended by a message to the other of the two whom it is for. */
export const referredBy = (status_id: number, { introductions, accounts }: StatusPage): Account | undefined =>
  accounts.get(introductions.get(status_id)?.referred_id ?? 0);

/** Who could help, and the way to what they do. */
const referralView = (account: Account, ctx: ViewContext): Html =>
  html`<section class="introduction" aria-label="${ctx.t("cv.referred_card")}">${bylineView(account, ctx)}<a class="button primary" href="${routes.profileCv(account)}">${ctx.t("cv.see_cv")}${hidden(` ${handleOf(account)}`)}</a></section>`;

/** The other of the two, when the viewer is one of them. */
export function introducedTo(
  status_id: number,
  { introductions, accounts }: StatusPage,
  { viewer }: ViewContext,
): Account | undefined {
  const row = introductions.get(status_id);
  const own = viewer?.account.id;
  if (row === undefined || (row.first_id !== own && row.second_id !== own)) return undefined;
  return accounts.get(row.first_id === own ? row.second_id : row.first_id);
}
