/** Lists of people: followers, following, and those who ask to follow. */
import type { Account } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Pager, Relation, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead, tabs } from "../frame/layout.ts";
import { accountCard, cardList } from "../parts/account-card.ts";
import { form } from "../parts/form.ts";
import { handleOf, nameOf, nameView } from "../parts/names.ts";
import { followButton } from "../parts/relation.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { peoplePage } from "./people-frame.ts";
import { routes } from "../frame/routes.ts";

export type People = {
  /** Whose followers, or whom this one follows. */
  account: Account;
  which: "followers" | "following" | "friends";
  accounts: readonly Account[];
  /** By account id. */
  relations: ReadonlyMap<number, Relation>;
  pager: Pager;
  /** The account keeps its lists to itself, and the viewer is somebody else. */
  concealed: boolean;
  /** Its friends may be seen. */
  friends: boolean;
  /** What was searched for among one's own. */
  q?: string;
};

export function peopleView(ctx: ViewContext, people: People): Html {
  const { account, which } = people;
  const { t } = ctx;
  const name = nameOf(account);
  const words = which === "friends" ? t("friends.title") : t(`people.${which}`);
  const own = ctx.viewer?.account.id === account.id;
  const both = tabs(t("people.around", { name }), [
    { href: routes.profile(account), label: t("people.profile"), current: false },
    { href: routes.following(account), label: t("people.following"), current: which === "following" },
    { href: routes.followers(account), label: t("people.followers"), current: which === "followers" },
    ...(people.friends
      ? [{ href: routes.profileFriends(account), label: t("friends.title"), current: which === "friends" }]
      : []),
  ]);
  const list = people.concealed ? emptyView(t("people.concealed"), t("people.concealed_lesson", { name })) : listOf(people, ctx);
  const lead = html`<a href="${routes.profile(account)}" dir="auto">${nameView(account, ctx)}</a> ${handleOf(account)}`;
  const heading = html`${words}${hidden(` · ${name}`)}`;
  const body = html`${both}${own ? searchView(people, ctx) : ""}${list}`;
  const title = `${words} · ${name}`;
  if (own) return peoplePage(ctx, which, body, { title, heading, lead });
  return layout(ctx, { title, main: html`${pageHead(heading, { lead })}${body}` });
}

/** Among one's own. */
function searchView({ account, which, q = "" }: People, { t }: ViewContext): Html {
  const here = { followers: routes.followers, following: routes.following, friends: routes.profileFriends }[which](account);
  return html`<form class="search within" role="search" method="get" action="${here}"><label for="f-q">${t("people.search")}</label><div class="joined"><input id="f-q" name="q" type="search" value="${q}" maxlength="200" autocapitalize="none" spellcheck="false" autocomplete="off" dir="auto"><button class="button">${icon("search")}${t("common.search")}</button></div></form>`;
}

function listOf(people: People, ctx: ViewContext): Html {
  const { account, which, accounts, relations, pager, q = "" } = people;
  const { t } = ctx;
  const elsewhere = account.host === "" ? raw("") : html`<p class="hint">${t("people.known_here", { host: account.host })}</p>`;
  const own = ctx.viewer?.account.id === account.id;
  const cards = accounts.map((one) => {
    const actions = own && which === "followers" ? followerActions(one, relations.get(one.id), ctx) : undefined;
    return accountCard(one, relations.get(one.id), ctx, { actions });
  });
  if (accounts.length > 0) return html`${cardList(cards)}${elsewhere}${pagerView(pager, ctx)}`;
  if (q !== "") return emptyView(t("people.not_found"), t("people.not_found_lesson", { q }));
  const none = {
    followers: "people.followers_none",
    following: "people.following_none",
    friends: "friends.profile_none",
  } as const;
  const lesson = t(none[which], { name: nameOf(account) });
  return html`${emptyView(t("people.nobody"), lesson)}${pagerView(pager, ctx)}`;
}

/** One may send one's followers away. */
function followerActions(account: Account, relation: Relation | undefined, ctx: ViewContext): Html {
  const remove = form(
    ctx,
    routes.actOnAccount(account.id, "remove"),
    html`<button class="button">${ctx.t("common.remove")}${hidden(` ${handleOf(account)}`)}</button>`,
  );
  return html`<div class="answer">${followButton(account, relation, ctx)}${remove}</div>`;
}

export type FollowRequests = { accounts: readonly Account[]; pager: Pager };

export function followRequestsView(ctx: ViewContext, { accounts, pager }: FollowRequests): Html {
  const { t } = ctx;
  const answer = (account: Account) =>
    form(
      ctx,
      routes.answerRequest(account.id, "authorize"),
      html`<button class="button primary">${t("people.accept")}${hidden(` ${handleOf(account)}`)}</button> <button class="button" formaction="${routes.answerRequest(account.id, "reject")}">${t("people.decline")}${hidden(` ${handleOf(account)}`)}</button>`,
      { className: "answer" },
    );
  const cards = accounts.map((account) => accountCard(account, undefined, ctx, { actions: answer(account) }));
  const to = (words: Html) => html`<a href="${routes.settingsPrivacy}">${words}</a>`;
  const list =
    accounts.length === 0 ? emptyView(t("people.requests_none"), ctx.rich("people.requests_lesson", { a: to })) : cardList(cards);
  return peoplePage(ctx, "requests", html`${list}${pagerView(pager, ctx)}`, { lead: t("people.requests_lead") });
}
