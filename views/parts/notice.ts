/** One notification, or several of one kind about one post made into one. */
import type { Account, Row } from "../../src/db/schema.ts";
import type { NotificationType } from "../../src/db/values.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../context.ts";
import { icon } from "../icons.ts";
import type { IconName } from "../icons.ts";
import { routes } from "../routes.ts";
import { statusView } from "../status.ts";
import { avatarView, nameLink, nameOf } from "./names.ts";
import { authorOf } from "./page.ts";
import { excerptView } from "./quote.ts";
import { timeView } from "./time.ts";
import { counted } from "./words.ts";

type Notification = Row<"notifications">;
export type Group = { newest: Notification; rows: Notification[] };

const GROUPED: readonly NotificationType[] = ["favourite", "reblog", "follow"];

/** Favourites and boosts of one post come together, and follows of one day; the rest stay single. The newest first. */
export function groupNotifications(rows: readonly Notification[]): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { newest: row, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.values()];
}

function keyOf(row: Notification): string {
  if (!GROUPED.includes(row.type)) return `one-${row.id}`;
  return row.status_id === null ? `${row.type}-day-${Math.floor(row.created_at / 86_400_000)}` : `${row.type}-${row.status_id}`;
}

const WORDS: Readonly<Record<NotificationType, readonly [icon: IconName, words: string]>> = {
  mention: ["reply", "mentioned you"],
  status: ["bell", "posted"],
  reblog: ["boost", "boosted your post"],
  follow: ["follow", "followed you"],
  follow_request: ["follow", "asks to follow you"],
  favourite: ["star", "favourited your post"],
  reaction: ["star", "reacted to your post"],
  poll: ["poll", "A poll has closed"],
  update: ["edit", "edited a post that you boosted"],
  quote: ["reply", "quoted your post"],
  quoted_update: ["edit", "edited a post that you quoted"],
  severed_relationships: ["warn", "You have lost connections: moderators have blocked a server or an account"],
  moderation_warning: ["warn", "The moderators have sent you a warning"],
  added_to_collection: ["star", "added you to a collection"],
  collection_update: ["edit", "changed a collection that you are in"],
  "admin.sign_up": ["user", "joined this server"],
  "admin.report": ["warn", "reported somebody"],
};

/** They come from the server, not from a person. */
const OF_NOBODY: readonly NotificationType[] = ["poll", "severed_relationships", "moderation_warning"];

type Around = { accounts: ReadonlyMap<number, Account>; page: StatusPage; ctx: ViewContext };

export function noticeView(group: Group, around: Around): Html {
  const { newest } = group;
  const [name, words] = WORDS[newest.type];
  const people = [...new Set(group.rows.map(({ from_account_id }) => from_account_id))].flatMap(
    (id) => around.accounts.get(id) ?? [],
  );
  const who = OF_NOBODY.includes(newest.type) ? "" : html`${whoView(people, around.ctx)} `;
  const line = html`<p class="what"><span>${who}${words}</span> <span class="when">${timeView(newest.created_at, around.ctx)}</span></p>`;
  return html`<div class="sign ${newest.type.replace(".", "-")}">${icon(name)}</div><div class="news">${facesView(people, newest.type, around.ctx)}${line}${aboutView(newest, around)}</div>`;
}

function whoView(people: readonly Account[], ctx: ViewContext): Html {
  const [first, second] = people;
  if (first === undefined) return html`Somebody`;
  if (second === undefined) return nameLink(first, ctx);
  if (people.length === 2) return html`${nameLink(first, ctx)} and ${nameLink(second, ctx)}`;
  return html`${nameLink(first, ctx)} and ${counted(people.length - 1, "other")}`;
}

/** The faces of a group; of one person, whose post follows anyway, none. */
function facesView(people: readonly Account[], type: NotificationType, ctx: ViewContext): Html {
  if (["mention", "status", "quote", "poll", "update", "severed_relationships", "moderation_warning"].includes(type))
    return raw("");
  const faces = people
    .slice(0, 8)
    .map(
      (account) =>
        html`<a href="${routes.profile(account)}" title="${nameOf(account)}" aria-label="${nameOf(account)}">${avatarView(account, ctx, "s")}</a>`,
    );
  return html`<div class="faces">${faces}</div>`;
}

/** What it is about: the whole post when it speaks to the viewer, its beginning when it is the viewer's own. */
function aboutView(row: Notification, { page, ctx }: Around): Html {
  if (row.type === "follow_request") return html`<p><a class="button" href="${routes.followRequests}">Answer the request</a></p>`;
  const status = page.statuses.get(row.status_id ?? 0);
  if (status === undefined) return raw("");
  if (["mention", "status", "quote"].includes(row.type))
    return statusView(status, page, ctx, { anchor: `notification-${row.id}` });
  return html`<a class="own" href="${routes.status(status.id, authorOf(status, page))}">${excerptView(status, page, ctx, 160)}</a>`;
}
