/** What one can do with a status: real buttons in one form, each with its own `formaction`; `posts.js` presses them in place. */
import type { Status } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext, Viewer } from "../context.ts";
import { icon } from "../icons.ts";
import type { IconName } from "../icons.ts";
import { routes } from "../routes.ts";
import type { StatusAct } from "../routes.ts";
import { form } from "./form.ts";
import { handleOf } from "./names.ts";
import { authorOf } from "./page.ts";
import { hidden, shortNumber } from "./words.ts";

type Toggle = { act: StatusAct; undo: StatusAct; word: string; icon: IconName; on: boolean; count: number | undefined };

/** The actions on an original status (never a boost); nothing for visitors. `anchor` is the id of the article to come back to. */
export function actionsView(status: Status, page: StatusPage, ctx: ViewContext, anchor: string): Html {
  const { viewer } = ctx;
  if (viewer === undefined) return raw("");
  const { marks } = page;
  const count = (n: number) => (viewer.settings.show_counts === true ? n : undefined);
  const favourite: Toggle = {
    act: "favourite",
    undo: "unfavourite",
    word: "Favourite",
    icon: "star",
    on: marks.favourited.has(status.id),
    count: count(status.favourites_count),
  };
  const bookmark: Toggle = {
    act: "bookmark",
    undo: "unbookmark",
    word: "Bookmark",
    icon: "bookmark",
    on: marks.bookmarked.has(status.id),
    count: undefined,
  };
  const buttons = html`<a class="act reply" href="${routes.compose(status.id)}" title="Reply">${icon("reply")}${hidden("Reply")}${countView(count(status.replies_count))}</a>
${boostView(status, page, viewer)}${toggleView(status, favourite)}${toggleView(status, bookmark)}${moreView(status, page, viewer)}`;
  const back = ctx.path.split("#")[0] ?? "";
  return form(ctx, routes.actOnStatus(status.id, "favourite"), buttons, { className: "acts", return_to: `${back}#${anchor}` });
}

const countView = (count: number | undefined): Html =>
  count === undefined || count === 0 ? raw("") : html`<span class="n">${shortNumber(count)}</span>`;

function toggleView(status: Status, toggle: Toggle): Html {
  const [next, other] = toggle.on ? [toggle.undo, toggle.act] : [toggle.act, toggle.undo];
  return html`<button class="act ${toggle.act}" formaction="${routes.actOnStatus(status.id, next)}" data-other="${routes.actOnStatus(status.id, other)}" aria-pressed="${toggle.on}" title="${toggle.word}">${icon(toggle.icon)}${hidden(toggle.word)}${countView(toggle.count)}</button>`;
}

/** Only what everyone may see can be boosted, and one's own posts to followers. */
function boostView(status: Status, page: StatusPage, viewer: Viewer): Html {
  const open = status.visibility === "public" || status.visibility === "unlisted";
  const own = status.visibility === "private" && status.account_id === viewer.account.id;
  const count = viewer.settings.show_counts === true ? status.reblogs_count : undefined;
  if (open || own) {
    return toggleView(status, {
      act: "reblog",
      undo: "unreblog",
      word: "Boost",
      icon: "boost",
      on: page.marks.reblogged.has(status.id),
      count,
    });
  }
  const why = status.visibility === "direct" ? "A message cannot be boosted" : "A post for followers cannot be boosted";
  return html`<button class="act reblog" disabled title="${why}">${icon("boost")}${hidden(why)}</button>`;
}

function moreView(status: Status, page: StatusPage, viewer: Viewer): Html {
  const author = authorOf(status, page);
  const own = author.id === viewer.account.id;
  const address = status.url === "" ? routes.status(status.id, author) : status.url;
  const link =
    /^https?:\/\//.test(address) || address.startsWith("/")
      ? html`<a href="${address}" data-copy rel="nofollow noopener">Link to this post</a>`
      : "";
  return html`<details class="more menu-holder" name="menu"><summary class="act" title="More">${icon("more")}${hidden("More")}</summary><div class="menu">${link}${own ? ownItems(status, page) : othersItems(status, page)}</div></details>`;
}

function ownItems(status: Status, page: StatusPage): Html {
  const pinned = page.marks.pinned.has(status.id);
  const pin = html`<button formaction="${routes.actOnStatus(status.id, pinned ? "unpin" : "pin")}">${pinned ? "Unpin from your profile" : "Pin to your profile"}</button>`;
  return html`${status.visibility === "direct" ? "" : pin}<a href="${routes.editStatus(status.id)}">Edit</a><a class="danger" href="${routes.actOnStatus(status.id, "delete")}">Delete</a>`;
}

function othersItems(status: Status, page: StatusPage): Html {
  const author = authorOf(status, page);
  const handle = handleOf(author);
  return html`<button formaction="${routes.actOnAccount(author.id, "mute")}">Mute ${handle}</button><button class="danger" formaction="${routes.actOnAccount(author.id, "block")}">Block ${handle}</button>`;
}
