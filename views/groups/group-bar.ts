/** Instead of a form that writes to a group: why the viewer may begin nothing there, and the way in where there is one. */
import type { Account } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Relation, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { nameLink } from "../parts/names.ts";
import { followButton } from "../parts/relation.ts";
import { joinView, type GroupHead } from "./group.ts";

/** - `objection`: a sentence; - `own`: of a group that lives here, and of one elsewhere `relation`; neither where nothing helps. Joining comes back to this page. */
export type GroupBar = {
  account: Account;
  title: string;
  objection: string;
  own?: Pick<GroupHead, "account" | "group" | "standing"> | undefined;
  relation?: Relation | undefined;
};

export function groupBarView(ctx: ViewContext, { account, title, objection, own, relation }: GroupBar): Html {
  const name = ctx.t("groups.write");
  const way = own === undefined ? followButton(account, relation, ctx) : joinView(ctx, own);
  const group = html`<p class="hint">${icon("people")} ${ctx.rich("groups.in", { group: nameLink(account, ctx) })}</p>`;
  const main = html`${pageHead(name)}${group}<p class="flash problem">${icon("block")}<span>${objection}</span></p>${own === undefined && relation === undefined ? raw("") : html`<div class="buttons">${way}</div>`}`;
  return layout(ctx, { title: `${name} · ${title}`, main });
}
