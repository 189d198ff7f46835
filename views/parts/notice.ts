/** One notification, or several of one kind about one post made into one. */
import type { Account, Row } from "../../src/db/schema.ts";
import type { Event } from "../../src/events/store.ts";
import type { NotificationType } from "../../src/db/values.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { NotificationGroup } from "../../src/notifications/groups.ts";
import type { Subjects } from "../../src/notifications/subjects.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import type { IconName } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import { adminRoutes } from "../admin/routes.ts";
import { statusView } from "../reading/status.ts";
import { friendAnswers, introducedTo, referredBy } from "./friendship.ts";
import { avatarView, nameLink, nameOf } from "./names.ts";
import { goneSentence, goneView, refusedView, severedView, warningView } from "./notice-subjects.ts";
import { authorOf } from "./page.ts";
import { excerptView } from "./quote.ts";
import { timeView } from "./time.ts";
import { hidden } from "./words.ts";

type Notification = Row<"notifications">;

const ICONS: Readonly<Record<NotificationType, IconName>> = {
  mention: "reply",
  status: "bell",
  reblog: "boost",
  follow: "follow",
  follow_request: "follow",
  favourite: "star",
  reaction: "star",
  poll: "poll",
  update: "edit",
  quote: "reply",
  quoted_update: "edit",
  severed_relationships: "warn",
  moderation_warning: "warn",
  added_to_collection: "star",
  collection_update: "edit",
  group_invitation: "people",
  group_request: "follow",
  group_post: "people",
  group_report: "warn",
  group_closed: "people",
  group_refused: "people",
  group_orphaned: "people",
  group_inherited: "people",
  event_request: "calendar",
  event_admitted: "calendar",
  event_declined: "calendar",
  event_waiting: "calendar",
  event_reminder: "calendar",
  event_gone: "calendar",
  post_refused: "warn",
  recommendation: "user",
  story_reaction: "star",
  team_invitation: "people",
  team_inherited: "people",
  team_queue: "edit",
  "admin.sign_up": "user",
  "admin.report": "warn",
};

/** Whose post follows whole, or who come from the server and not from a person: no faces. */
const FACELESS: readonly NotificationType[] = [
  "mention",
  "status",
  "quote",
  "poll",
  "update",
  "severed_relationships",
  "moderation_warning",
  "event_gone",
  "post_refused",
];

type Around = {
  subjects: Subjects;
  accounts: ReadonlyMap<number, Account>;
  page: StatusPage;
  ctx: ViewContext;
  /** The id of the form whose button puts a notice away; none where nothing can be. */
  form_id?: string;
};

export function noticeView(group: NotificationGroup, around: Around): Html {
  const [newest] = group.rows;
  const { ctx } = around;
  const ids = new Set(group.rows.map(({ from_account_id }) => from_account_id));
  const people = [...ids].flatMap((id) => around.accounts.get(id) ?? []);
  const label = ctx.t("notifications.put_away");
  const button = html`<button class="act away" form="${around.form_id ?? ""}" name="group" value="${group.group_key}" title="${label}">${icon("close")}${hidden(label)}</button>`;
  const away = around.form_id === undefined ? "" : button;
  const line = html`<p class="what"><span>${sentenceView(newest, { people, count: ids.size }, around)}</span> <span class="when">${timeView(newest.created_at, ctx)}</span></p>`;
  return html`<div class="sign of-${newest.type.replace(".", "-")}">${icon(ICONS[newest.type])}</div><div class="news">${isOver(newest) ? raw("") : facesView(people, newest.type, ctx)}${line}${aboutView(newest, around)}</div>${away}`;
}

/** `count`: all of the group, of whom `people` are known here. */
type People = { people: readonly Account[]; count: number };

function sentenceView(row: Notification, { people, count }: People, { page, ctx, subjects }: Around): Html {
  const { t, rich } = ctx;
  const who = whoView({ people, count }, ctx);
  switch (row.type) {
    case "poll": {
      const own = page.statuses.get(row.status_id ?? 0)?.account_id === ctx.viewer?.account.id;
      return html`${t(own ? "notifications.poll_own" : "notifications.poll")}`;
    }
    case "update":
      return rich(`notifications.${updateOf(page.events.get(row.status_id ?? 0))}`, { who, count });
    case "event_gone":
      return goneSentence(subjects.gone_events.get(row.subject_id), subjects, ctx);
    case "post_refused":
      return html`${t(`notifications.post_refused_${subjects.refused.get(row.subject_id)?.kind ?? "draft"}`)}`;
    case "severed_relationships":
    case "moderation_warning":
      return html`${t(`notifications.${row.type}`)}`;
    case "reaction": {
      const reaction = subjects.reactions.get(row.subject_id);
      const sentence = rich("notifications.reaction", { who, count });
      return reaction === undefined
        ? sentence
        : html`${sentence} ${rich("notifications.reacted_with", { emoji: emojiView(reaction, ctx) })}`;
    }
    case "follow":
    case "follow_request":
      if (isAsked(row)) return rich("friends.asks", { who, count });
      return rich(row.group_key.startsWith("friend-agrees-") ? "friends.agreed" : `notifications.${row.type}`, { who, count });
    case "mention":
      return mentionSentence(row.status_id ?? 0, { who, count }, page, ctx);
    case "story_reaction":
      return rich("stories.notice_reaction", { who });
    case "recommendation":
      return rich(isShown(row) ? "cv.notice_shown" : "cv.notice_offered", { who });
    case "admin.sign_up":
      return rich("notifications.admin_sign_up", { who, count });
    case "admin.report":
      return rich("notifications.admin_report", { who, count });
    case "group_invitation":
    case "group_request":
    case "group_post":
    case "group_report":
    case "group_closed":
    case "group_orphaned":
    case "group_inherited":
    case "team_invitation":
    case "team_inherited":
    case "team_queue": {
      const group = subjects.accounts.get(row.subject_id);
      const name = group === undefined ? html`` : nameLink(group, ctx);
      return rich(isOver(row) ? "notifications.group_gone" : `notifications.${row.type}`, { who, count, group: name });
    }
    default:
      return rich(`notifications.${row.type}`, { who, count });
  }
}

/** A message may make somebody known, too. */
function mentionSentence(id: number, { who, count }: { who: Html; count: number }, page: StatusPage, ctx: ViewContext): Html {
  const referred = referredBy(id, page);
  if (referred !== undefined) return ctx.rich("cv.referred", { who, whom: nameLink(referred, ctx) });
  const other = introducedTo(id, page, ctx);
  if (other !== undefined) return ctx.rich("friends.introduced", { who, other: nameLink(other, ctx) });
  return ctx.rich("notifications.mention", { who, count });
}

/** Of an event it is told to who has answered it. */
const updateOf = (event: Pick<Event, "state"> | undefined): "update" | "update_event" | "update_event_off" =>
  event === undefined ? "update" : event.state === "cancelled" ? "update_event_off" : "update_event";

/** What leads to the group itself; the others lead to what waits in it. */
const TO_GROUP: ReadonlySet<Notification["type"]> = new Set(["group_invitation", "group_orphaned", "group_inherited"]);

/** Of a group elsewhere, which nobody here has closed: the key says so (`notifications/keys.ts`). */
const isOver = ({ group_key }: Pick<Notification, "group_key">): boolean => group_key.startsWith("group-gone-");

/** Such a notice tells of somebody who wants to be friends: the key says so (`follows/follow.ts`). */
const isAsked = ({ group_key }: Notification): boolean => group_key.startsWith("friend-asks-");

const emojiView = ({ name, image_url }: Row<"reactions">, ctx: ViewContext): Html =>
  image_url === ""
    ? html`${name}`
    : html`<img class="emoji" src="${ctx.emojiUrl(image_url)}" alt=":${name}:" width="20" height="20" loading="lazy">`;

function whoView({ people: [one, two], count }: People, ctx: ViewContext): Html {
  if (one === undefined) return html`${ctx.t("notifications.somebody")}`;
  const first = nameLink(one, ctx);
  if (count === 1) return ctx.rich("notifications.who_one", { first });
  if (count === 2 && two !== undefined) return ctx.rich("notifications.who_two", { first, second: nameLink(two, ctx) });
  return ctx.rich("notifications.who_more", { first, count: count - 1 });
}

/** The faces of a group. */
function facesView(people: readonly Account[], type: NotificationType, ctx: ViewContext): Html {
  if (FACELESS.includes(type)) return raw("");
  const faces = people
    .slice(0, 8)
    .map(
      (account) =>
        html`<a href="${routes.profile(account)}" title="${nameOf(account)}" aria-label="${nameOf(account)}">${avatarView(account, ctx, "s")}</a>`,
    );
  return html`<div class="faces">${faces}</div>`;
}

/** To who wrote a recommendation: its subject shows it, and there is nothing left to decide. */
const isShown = ({ group_key }: Pick<Notification, "group_key">): boolean => group_key.startsWith("recommendation-shown-");

/** What it is about: the whole post when it speaks to the viewer, its beginning when it is the viewer's own. */
function aboutView(row: Notification, { page, ctx, subjects, accounts }: Around): Html {
  const way = (href: string, words: string) => html`<p><a class="button" href="${href}">${words}</a></p>`;
  const asker = isAsked(row) && subjects.friend_requests.has(row.from_account_id) ? accounts.get(row.from_account_id) : undefined;
  if (asker !== undefined) return friendAnswers(asker, ctx);
  if (row.type === "recommendation")
    return way(routes.recommendation(row.subject_id), ctx.t(isShown(row) ? "cv.notice_read_shown" : "cv.notice_read"));
  if (row.type === "story_reaction") return way(routes.storyViewers(row.subject_id), ctx.t("stories.notice_see"));
  if (row.type === "follow_request") return way(routes.followRequests, ctx.t("notifications.answer_request"));
  if ((row.type === "added_to_collection" || row.type === "collection_update") && row.subject_id > 0)
    return way(routes.collection(row.subject_id), ctx.t("notifications.see_collection"));
  const group = row.type.startsWith("group_") ? subjects.accounts.get(row.subject_id) : undefined;
  if (group !== undefined && row.type !== "group_closed" && row.type !== "group_refused")
    return TO_GROUP.has(row.type)
      ? way(routes.profile(group), ctx.t("notifications.see_group"))
      : way(routes.groupPage(group.id, "queue"), ctx.t("notifications.see_queue"));
  if (row.type === "team_invitation" || row.type === "team_inherited") return way(routes.teams, ctx.t("teams.see_teams"));
  if (row.type === "team_queue") return way(routes.teamQueue(row.subject_id), ctx.t("teams.see_queue"));
  if (row.type === "admin.report" && ctx.viewer?.may("manage_reports") === true)
    return way(adminRoutes.report(row.subject_id), ctx.t("notifications.see_report"));
  if (row.type === "moderation_warning") return warningView(subjects.strikes.get(row.subject_id));
  if (row.type === "severed_relationships") return severedView(subjects.severances.get(row.subject_id), ctx);
  if (row.type === "post_refused") return refusedView(subjects.refused.get(row.subject_id), ctx);
  if (row.type === "event_gone") return goneView(subjects.gone_events.get(row.subject_id), ctx);
  const status = page.statuses.get(row.status_id ?? 0);
  if (status === undefined) return raw("");
  if (["mention", "status", "quote"].includes(row.type))
    return statusView(status, page, ctx, { anchor: `notification-${row.id}` });
  return html`<a class="own-post" href="${routes.status(status.id, authorOf(status, page))}">${excerptView(status, page, ctx, 160)}</a>`;
}
