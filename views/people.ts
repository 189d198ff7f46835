/** Lists of people: followers, following, and those who ask to follow. */
import type { Account } from "../src/db/schema.ts";
import { html, join, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { Pager, Relation, ViewContext } from "./context.ts";
import { layout, pageHead, tabs } from "./layout.ts";
import { accountCard, accountList } from "./parts/account-card.ts";
import { form } from "./parts/form.ts";
import { handleOf, nameOf, nameView } from "./parts/names.ts";
import { emptyView, pagerView } from "./parts/timeline.ts";
import { hidden } from "./parts/words.ts";
import { routes } from "./routes.ts";

export type People = {
  /** Whose followers, or whom this one follows. */
  account: Account;
  which: "followers" | "following";
  accounts: readonly Account[];
  /** By account id. */
  relations: ReadonlyMap<number, Relation>;
  pager: Pager;
  /** The account keeps its lists to itself, and the viewer is somebody else. */
  concealed: boolean;
};

export function peopleView(ctx: ViewContext, people: People): Html {
  const { account, which } = people;
  const name = nameOf(account);
  const words = which === "followers" ? "Followers" : "Following";
  const both = tabs(`People around ${name}`, [
    { href: routes.profile(account), label: "Profile", current: false },
    { href: routes.following(account), label: "Following", current: which === "following" },
    { href: routes.followers(account), label: "Followers", current: which === "followers" },
  ]);
  const list = people.concealed ? emptyView("Kept private", `${name} does not show this list.`) : listOf(people, ctx);
  const main = html`${pageHead(html`${words}${hidden(` of ${name}`)}`, { lead: html`<a href="${routes.profile(account)}" dir="auto">${nameView(account, ctx)}</a> ${handleOf(account)}` })}${both}${list}`;
  return layout(ctx, { title: `${words} · ${name}`, main });
}

function listOf({ account, which, accounts, relations, pager }: People, ctx: ViewContext): Html {
  const elsewhere =
    account.host === ""
      ? raw("")
      : html`<p class="hint">These are the ones this server knows of. ${account.host} may know of more.</p>`;
  if (accounts.length > 0) return html`${accountList(accounts, relations, ctx)}${elsewhere}${pagerView(pager, "people")}`;
  const lesson =
    which === "followers"
      ? `Nobody follows ${nameOf(account)} yet, as far as this server knows.`
      : `${nameOf(account)} follows nobody yet, as far as this server knows.`;
  return html`${emptyView("Nobody yet", lesson)}${pagerView(pager, "people")}`;
}

export type FollowRequests = { accounts: readonly Account[]; pager: Pager };

export function followRequestsView(ctx: ViewContext, { accounts, pager }: FollowRequests): Html {
  const answer = (account: Account) =>
    form(
      ctx,
      routes.answerRequest(account.id, "authorize"),
      html`<button class="button primary">Accept${hidden(` ${handleOf(account)}`)}</button> <button class="button" formaction="${routes.answerRequest(account.id, "reject")}">Decline${hidden(` ${handleOf(account)}`)}</button>`,
      { className: "answer" },
    );
  const cards = accounts.map((account) => accountCard(account, undefined, ctx, answer(account)));
  const list =
    accounts.length === 0
      ? emptyView(
          "No requests",
          html`When your profile asks before people follow you, their requests wait here. You choose that in the <a href="${routes.settingsProfile}">settings</a>.`,
        )
      : html`<ul class="cards">${join(cards)}</ul>`;
  const main = html`${pageHead("Follow requests", { lead: "They see your posts to followers once you accept." })}${list}${pagerView(pager, "requests")}`;
  return layout(ctx, { title: "Follow requests", main });
}
