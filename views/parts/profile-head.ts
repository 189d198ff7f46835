/** The top of a profile: header, avatar, names, what the account says about itself, its fields and its numbers. An h-card. */
import type { Account } from "../../src/db/schema.ts";
import type { Emoji, Field } from "../../src/db/values.ts";
import { escapeHtml, html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Relation, ViewContext } from "../context.ts";
import { icon } from "../icons.ts";
import { routes } from "../routes.ts";
import { avatarView, nameView, readJson, wholeHandleOf, withEmojis } from "./names.ts";
import { accountMenuView, followButton, relationWords } from "./relation.ts";
import { followFromElsewhere } from "./remote-hint.ts";
import { hidden, number } from "./words.ts";

export function profileHead(account: Account, relation: Relation | undefined, ctx: ViewContext): Html {
  const banner =
    account.header === ""
      ? html`<div class="banner tint-${account.id % 8}"></div>`
      : html`<div class="banner"><img src="${ctx.portraitUrl(account, "header")}" alt="" width="1500" height="500"></div>`;
  const words = relationWords(relation);
  return html`<header class="profile h-card">${banner}
<div class="face">${avatarView(account, ctx, "l")}<div class="deeds">${deedsView(account, relation, ctx)}</div></div>
<h1 class="p-name" dir="auto">${nameView(account, ctx)}</h1>
<p class="handle"><a class="u-url u-uid" href="${account.url === "" ? routes.profile(account) : account.url}" rel="me">${wholeHandleOf(account, ctx)}</a>${marksView(account)}${words === "" ? "" : html`<span class="chip">${words}</span>`}</p>
${noticeView(account)}
<div class="content p-note" dir="auto">${raw(withEmojis(account.note, emojisOf(account), ctx))}</div>
${countsView(account)}
</header>`;
}

const emojisOf = (account: Account): Emoji[] => readJson<Emoji[]>(account.emojis, []);

function deedsView(account: Account, relation: Relation | undefined, ctx: ViewContext): Html {
  if (ctx.viewer === undefined) return account.host === "" ? followFromElsewhere(account, ctx) : raw("");
  if (ctx.viewer.account.id === account.id)
    return html`<a class="button" href="${routes.settingsProfile}">${icon("edit")}Edit profile</a>`;
  return html`${accountMenuView(account, relation, ctx)}${followButton(account, relation, ctx)}`;
}

function marksView(account: Account): Html {
  const lock =
    account.locked === 1
      ? html`<span class="mark" title="Confirms who may follow">${icon("private")}${hidden("Confirms who may follow")}</span>`
      : "";
  return html`${lock}${account.bot === 1 ? html`<span class="chip">automated</span>` : ""}${account.actor_type === "Group" ? html`<span class="chip">group</span>` : ""}`;
}

/** What one has to know before anything else about the account. */
function noticeView(account: Account): Html {
  if (account.suspended_at > 0) return html`<p class="flash problem">${icon("warn")}This account has been suspended.</p>`;
  if (account.memorial === 1) return html`<p class="flash">${icon("info")}In memory of this person.</p>`;
  if (account.moved_to_uri === "" || !/^https?:\/\//.test(account.moved_to_uri)) return raw("");
  return html`<p class="flash">${icon("info")}<span>This account has moved to <a href="${routes.search(account.moved_to_uri)}">${account.moved_to_uri}</a>.</span></p>`;
}

function countsView(account: Account): Html {
  const count = (n: number, word: string, href: string) => html`<a href="${href}"><strong>${number(n)}</strong> ${word}</a>`;
  return html`<p class="counts">${count(account.statuses_count, account.statuses_count === 1 ? "post" : "posts", routes.profile(account))} ${count(account.following_count, "following", routes.following(account))} ${count(account.followers_count, account.followers_count === 1 ? "follower" : "followers", routes.followers(account))}</p>`;
}

/** What the account says about itself in pairs, and since when it is here. */
export function factsView(account: Account, ctx: ViewContext): Html {
  const fields = readJson<Field[]>(account.fields, []);
  const rows = fields.map(
    (field) =>
      html`<div${field.verified_at > 0 ? raw(' class="verified"') : ""}><dt dir="auto">${raw(withEmojis(escapeHtml(field.name), emojisOf(account), ctx))}</dt><dd dir="auto">${raw(withEmojis(field.value, emojisOf(account), ctx))}${verifiedMark(field, ctx)}</dd></div>`,
  );
  return html`<dl class="facts-list">${join(rows)}<div><dt>Since</dt><dd>${ctx.locale.times.month(account.created_at)}</dd></div></dl>`;
}

const verifiedMark = (field: Field, ctx: ViewContext): Html =>
  field.verified_at > 0
    ? html` <span class="mark" title="The page links back, checked ${ctx.locale.times.whole(field.verified_at)}">${icon("check")}${hidden("verified")}</span>`
    : raw("");
