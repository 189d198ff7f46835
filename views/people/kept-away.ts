/** Whom one does not see, and what one follows besides people: mutes, blocks, blocked servers and followed tags, each with the way to end it. */
import type { Account } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { FormState } from "../parts/form.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { accountCard, cardList } from "../parts/account-card.ts";
import { field, form, problemSummary } from "../parts/form.ts";
import { handleOf } from "../parts/names.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { peoplePage } from "./people-frame.ts";
import { routes } from "../frame/routes.ts";

/** What was ended on the page just now, and can be had back. */
type Undone<What> = { undone?: What | undefined };

/** `expires_at` in ms, `duration` in seconds; 0 = never. */
export type Muted = Undone<{ account: Account; duration: number; notifications: boolean }> & {
  accounts: readonly { account: Account; expires_at: number; notifications: 0 | 1 }[];
  pager: Pager;
};

export function mutesView(ctx: ViewContext, { accounts, pager, undone }: Muted): Html {
  const { t, locale } = ctx;
  const cards = accounts.map(({ account, expires_at, notifications }) => {
    const left = expires_at === 0 ? 0 : Math.max(60, Math.ceil((expires_at - ctx.now) / 1000));
    const why = t(expires_at === 0 ? "people.muted_for_good" : "people.muted_until", { date: locale.times.dateTime(expires_at) });
    const actions = html`<div class="answer"><a class="button" href="${routes.aboutAccount(account.id, "mute")}">${t("common.change")}${hidden(` ${handleOf(account)}`)}</a>${endView(ctx, { action: routes.actOnAccount(account.id, "unmute"), word: t("people.unmute"), whom: handleOf(account), undone: `${account.id}.${left}.${notifications}` })}</div>`;
    return accountCard(account, undefined, ctx, { actions, why });
  });
  const list = cards.length === 0 ? emptyView(t("people.mutes_none"), t("people.mutes_lesson")) : cardList(cards);
  const back =
    undone &&
    undoView(ctx, {
      action: routes.actOnAccount(undone.account.id, "mute"),
      whom: handleOf(undone.account),
      fields: html`<input type="hidden" name="duration" value="${undone.duration}">${undone.notifications ? html`<input type="hidden" name="notifications" value="1">` : ""}`,
    });
  return peoplePage(ctx, "mutes", html`${back ?? ""}${list}${pagerView(pager, ctx)}`, { lead: t("people.mutes_lead") });
}

type Blocked = Undone<Account> & { accounts: readonly Account[]; pager: Pager };

export function blocksView(ctx: ViewContext, { accounts, pager, undone }: Blocked): Html {
  const { t } = ctx;
  const cards = accounts.map((account) =>
    accountCard(account, undefined, ctx, {
      actions: endView(ctx, {
        action: routes.actOnAccount(account.id, "unblock"),
        word: t("people.unblock"),
        whom: handleOf(account),
        undone: String(account.id),
      }),
    }),
  );
  const list = cards.length === 0 ? emptyView(t("people.blocks_none"), t("people.blocks_lesson")) : cardList(cards);
  const back = undone && undoView(ctx, { action: routes.actOnAccount(undone.id, "block"), whom: handleOf(undone) });
  return peoplePage(ctx, "blocks", html`${back ?? ""}${list}${pagerView(pager, ctx)}`, { lead: t("people.blocks_lead") });
}

export type BlockedHosts = FormState & Undone<string> & { hosts: readonly string[]; pager: Pager };

export function domainBlocksView(ctx: ViewContext, { hosts, pager, typed, problems, undone }: BlockedHosts): Html {
  const { t } = ctx;
  const rows = hosts.map(
    (host) =>
      html`<li class="card"><div class="head"><strong class="what" dir="ltr">${host}</strong>${endView(ctx, { action: routes.endDomainBlock, word: t("people.unblock"), whom: host, undone: host, fields: html`<input type="hidden" name="domain" value="${host}">` })}</div></li>`,
  );
  const list = rows.length === 0 ? emptyView(t("people.domain_blocks_none"), t("people.domain_blocks_lesson")) : cardList(rows);
  const add = html`${field("domain", { typed, problems, label: t("people.domain"), hint: t("people.domain_hint"), required: true, plain: true, maxlength: 300 })}<p><button class="button">${t("people.block_domain")}</button></p>`;
  const fields = html`<input type="hidden" name="domain" value="${undone ?? ""}">`;
  const back = undone && undoView(ctx, { action: routes.domainBlocks, whom: undone, fields });
  const body = html`${back ?? ""}${problemSummary(ctx, problems)}${form(ctx, routes.domainBlocks, add, { className: "stack" })}${list}${pagerView(pager, ctx)}`;
  return peoplePage(ctx, "domain_blocks", body, { lead: t("people.domain_blocks_lead") });
}

export type FollowedTags = FormState & Undone<string> & { tags: readonly { name: string; display_name: string }[]; pager: Pager };

export function followedTagsView(ctx: ViewContext, { tags, pager, typed, problems, undone }: FollowedTags): Html {
  const { t } = ctx;
  const rows = tags.map(
    ({ name, display_name }) =>
      html`<li class="card"><div class="head"><a class="card-title" href="${routes.tag(name)}" dir="auto"><strong>#${display_name === "" ? name : display_name}</strong></a>${endView(ctx, { action: routes.actOnTag(name, "unfollow"), word: t("people.unfollow_tag"), whom: `#${name}`, undone: name })}</div></li>`,
  );
  const list = rows.length === 0 ? emptyView(t("people.followed_tags_none"), t("people.followed_tags_lesson")) : cardList(rows);
  const add = html`${field("tag", { typed, problems, label: t("people.tag"), required: true, plain: true, maxlength: 200 })}<p><button class="button">${t("people.follow_tag")}</button></p>`;
  const back = undone && undoView(ctx, { action: routes.actOnTag(undone, "follow"), whom: `#${undone}` });
  const body = html`${back ?? ""}${problemSummary(ctx, problems)}${form(ctx, routes.followedTags, add, { className: "stack" })}${list}${pagerView(pager, ctx)}`;
  return peoplePage(ctx, "followed_tags", body, { lead: t("people.followed_tags_lead") });
}

/** `undone`: how the page afterwards is told what it was. */
type End = { action: string; word: string; whom: string; undone: string; fields?: Html };

function endView(ctx: ViewContext, { action, word, whom, undone, fields }: End): Html {
  const return_to = `${ctx.path}${ctx.path.includes("?") ? "&" : "?"}undone=${encodeURIComponent(undone)}`;
  return form(ctx, action, html`${fields ?? ""}<button class="button">${word}${hidden(` ${whom}`)}</button>`, { return_to });
}

/** The way back from what was ended. */
function undoView(ctx: ViewContext, { action, whom, fields }: { action: string; whom: string; fields?: Html }): Html {
  const { t } = ctx;
  const line = html`<span dir="auto">${t("people.undo_what", { whom })}</span>`;
  return form(ctx, action, html`${fields ?? ""}${line}<button class="button">${t("people.undo")}${hidden(` ${whom}`)}</button>`, {
    className: "undo",
  });
}
