/** What one can do with a status: real buttons in one form, each with its own `formaction`; `posts.js` presses them in place. */
import type { Status } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Deed } from "../../src/statuses/consent.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext, Viewer } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import type { IconName } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import type { StatusAct } from "../frame/routes.ts";
import { form } from "./form.ts";
import { handleOf } from "./names.ts";
import { authorOf } from "./page.ts";
import { hidden } from "./words.ts";

type Toggle = {
  act: StatusAct;
  undo: StatusAct;
  word: string;
  icon: IconName;
  on: boolean;
  count: number | undefined;
  /** What it does to the score that stands beside it. */
  vote?: 1 | -1;
};

/** The actions on an original status (never a boost); nothing for visitors. `anchor` is the id of the article to come back to. */
export function actionsView(status: Status, page: StatusPage, ctx: ViewContext, anchor: string): Html {
  const { viewer, t } = ctx;
  if (viewer === undefined) return raw("");
  const { marks } = page;
  const count = (n: number) => (viewer.settings.show_counts === true ? n : undefined);
  const favourite: Toggle = {
    act: "favourite",
    undo: "unfavourite",
    word: t("post.favourite"),
    icon: "star",
    on: marks.favourited.has(status.id),
    ...(page.votes?.has(status.id) === true ? { count: undefined, vote: 1 as const } : { count: count(status.favourites_count) }),
  };
  const bookmark: Toggle = {
    act: "bookmark",
    undo: "unbookmark",
    word: t("post.bookmark"),
    icon: "bookmark",
    on: marks.bookmarked.has(status.id),
    count: undefined,
  };
  const reply = t("post.reply");
  const answer =
    refusalOf(status, page, "reply") === undefined
      ? html`<a class="act reply" href="${routes.compose(status.id)}" title="${reply}">${icon("reply")}${hidden(reply)}${countView(count(status.replies_count), ctx)}</a>`
      : barredView(status, page, ctx, "reply");
  const favour =
    favourite.on || refusalOf(status, page, "favourite") === undefined
      ? toggleView(status, favourite, ctx)
      : barredView(status, page, ctx, "favourite");
  const buttons = html`${answer}
${boostView(status, page, ctx, viewer)}${favour}${againstView(status, page, ctx, viewer)}${toggleView(status, bookmark, ctx)}${moreView(status, page, ctx, viewer)}`;
  const back = ctx.path.split("#")[0] ?? "";
  return form(ctx, routes.actOnStatus(status.id, "favourite"), buttons, { className: "acts", return_to: `${back}#${anchor}` });
}

/** Why its author does not let the viewer do it, in the API's words. */
const refusalOf = ({ id }: Status, { denied }: StatusPage, deed: Deed): string | undefined => denied?.get(id)?.[deed];

const ICONS = { reply: "reply", favourite: "star", reblog: "boost" } as const satisfies Record<Deed, IconName>;

/** What would be refused cannot be pressed, and says why. */
function barredView(status: Status, page: StatusPage, ctx: ViewContext, deed: Deed): Html {
  const why = ctx.locale.refusal(refusalOf(status, page, deed) ?? "");
  return html`<button class="act ${deed}" disabled title="${why}">${icon(ICONS[deed])}${hidden(why)}</button>`;
}

const countView = (count: number | undefined, { locale }: ViewContext): Html =>
  count === undefined || count === 0 ? raw("") : html`<span class="n">${locale.shortNumber(count)}</span>`;

function toggleView(status: Status, toggle: Toggle, ctx: ViewContext): Html {
  const [next, other] = toggle.on ? [toggle.undo, toggle.act] : [toggle.act, toggle.undo];
  return html`<button class="act ${toggle.act}" formaction="${routes.actOnStatus(status.id, next)}" data-other="${routes.actOnStatus(status.id, other)}" aria-pressed="${toggle.on}"${toggle.vote === undefined ? "" : html` data-vote="${toggle.vote}"`} title="${toggle.word}">${icon(toggle.icon)}${hidden(toggle.word)}${countView(toggle.count, ctx)}</button>`;
}

/** Where a group takes votes against: the score, for who wants to see counts, and the vote, which stands in the place of the favourite. */
function againstView(status: Status, page: StatusPage, ctx: ViewContext, viewer: Viewer): Html {
  const votes = page.votes?.get(status.id);
  if (votes === undefined) return raw("");
  const { t, locale } = ctx;
  const title = t("post.score", { score: votes.score });
  const score =
    viewer.settings.show_counts === true
      ? html`<span class="score" title="${title}"><span aria-hidden="true" data-score>${locale.shortNumber(votes.score)}</span>${hidden(title)}</span>`
      : "";
  const toggle: Toggle = {
    act: "downvote",
    undo: "undownvote",
    word: t("post.downvote"),
    icon: "against",
    on: votes.mine,
    count: undefined,
    vote: -1,
  };
  return html`${score}${toggleView(status, toggle, ctx)}`;
}

/** Only what everyone may see can be boosted, and one's own posts to followers. */
function boostView(status: Status, page: StatusPage, ctx: ViewContext, viewer: Viewer): Html {
  const open = status.visibility === "public" || status.visibility === "unlisted";
  const own = status.visibility === "private" && status.account_id === viewer.account.id;
  const boosted = page.marks.reblogged.has(status.id);
  if (open && !boosted && refusalOf(status, page, "reblog") !== undefined) return barredView(status, page, ctx, "reblog");
  if (open || own) {
    const toggle: Toggle = {
      act: "reblog",
      undo: "unreblog",
      word: ctx.t("post.boost"),
      icon: "boost",
      on: boosted,
      count: viewer.settings.show_counts === true ? status.reblogs_count : undefined,
    };
    return toggleView(status, toggle, ctx);
  }
  const whom = status.visibility === "direct" ? "message" : status.visibility === "limited" ? "few" : "followers";
  const why = ctx.t(`post.no_boost_${whom}`);
  return html`<button class="act reblog" disabled title="${why}">${icon("boost")}${hidden(why)}</button>`;
}

function moreView(status: Status, page: StatusPage, ctx: ViewContext, viewer: Viewer): Html {
  const { t } = ctx;
  const own = status.account_id === viewer.account.id;
  const muted = page.marks.muted_conversations.has(status.conversation_id);
  const mute = html`<button formaction="${routes.actOnStatus(status.id, muted ? "unmute" : "mute")}">${t(muted ? "post.unmute_conversation" : "post.mute_conversation")}</button>`;
  const items = own ? ownItems(status, page, ctx, mute) : othersItems(status, page, ctx, mute);
  return html`<details class="more menu-holder" name="menu"><summary class="act" title="${t("post.more")}">${icon("more")}${hidden(t("post.more"))}</summary><div class="menu">${linkItems(status, page, ctx)}${groupItem(status, page, ctx)}${items}</div></details>`;
}

/** For those who look after the group in which it stands, or which it names elsewhere. */
function groupItem({ id, group_id }: Status, page: StatusPage, { t }: ViewContext): Html {
  const named = (page.mentions.get(id) ?? []).map(({ account_id }) => page.accounts.get(account_id));
  const far = named.find((account) => account?.actor_type === "Group" && account.host !== "" && page.moderated.has(account.id));
  const group = page.moderated.has(group_id) ? group_id : far?.id;
  return group === undefined ? raw("") : html`<a href="${routes.judgeInGroup(group, id)}">${t("groups.judge")}</a>`;
}

/** The post's own address, which a script copies, and where it comes from. */
function linkItems(status: Status, page: StatusPage, { t, viewer }: ViewContext): Html {
  const author = authorOf(status, page);
  const known = /^https?:\/\//.test(status.url);
  const address = known ? status.url : routes.status(status.id, author);
  const away =
    author.host === "" || !known
      ? ""
      : html`<a href="${status.url}" rel="nofollow noopener">${t("post.open_on", { host: author.host })}</a>`;
  const open = status.visibility === "public" || status.visibility === "unlisted";
  const embed =
    open && status.local === 1 && status.local_only === 0
      ? html`<a href="${routes.embed(status.id, author)}">${t("post.embed")}</a>`
      : "";
  // Nobody else may quote what has no policy; whoever may be asked is asked in the form.
  const quotable = open && (status.quote_policy !== 0 || author.id === viewer?.account.id);
  const quote = quotable ? html`<a href="${routes.composeFrom("quote", status.id)}">${t("compose.quote_this")}</a>` : "";
  return html`${quote}<a href="${address}" data-copy data-copied="${t("post.copied")}" rel="nofollow noopener">${t("post.copy_link")}</a>${away}${embed}`;
}

function ownItems(status: Status, page: StatusPage, { t }: ViewContext, mute: Html): Html {
  const pinned = page.marks.pinned.has(status.id);
  const pin = html`<button formaction="${routes.actOnStatus(status.id, pinned ? "unpin" : "pin")}">${t(pinned ? "post.unpin" : "post.pin")}</button>`;
  return html`${status.visibility === "direct" || status.visibility === "limited" ? "" : pin}${mute}<a href="${routes.editStatus(status.id)}">${t("common.edit")}</a><a class="danger" href="${routes.actOnStatus(status.id, "delete")}">${t("common.delete")}</a>`;
}

function othersItems(status: Status, page: StatusPage, ctx: ViewContext, mute: Html): Html {
  const { t } = ctx;
  const author = authorOf(status, page);
  const handle = handleOf(author);
  const translate = isForeign(status, ctx)
    ? html`<button formaction="${routes.translate(status.id)}">${t("post.translate")}</button>`
    : "";
  return html`${translate}${mute}<a href="${routes.filterStatus(status.id)}">${t("post.filter_this")}</a><a href="${routes.reportStatus(author.id, status.id)}" rel="nofollow">${t("post.report_account", { handle })}</a><button formaction="${routes.actOnAccount(author.id, "mute")}">${t("post.mute_account", { handle })}</button><button class="danger" formaction="${routes.actOnAccount(author.id, "block")}">${t("post.block_account", { handle })}</button>`;
}

/** Whether the viewer may want it in their own language, and a service may have it. */
export function isForeign(status: Status, ctx: ViewContext): boolean {
  if (ctx.translates !== true || ctx.viewer === undefined || status.content === "" || status.local_only === 1) return false;
  const open = status.visibility === "public" || status.visibility === "unlisted";
  return open && status.language !== "" && status.language.split("-")[0] !== ctx.locale.language;
}
