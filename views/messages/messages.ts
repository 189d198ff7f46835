/** Messages: the conversations of a person, the last talked in first. */
import type { Account, Status } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { wordsOfMessage } from "../parts/bubble.ts";
import { avatarView, nameOf, nameView, type AvatarSize } from "../parts/names.ts";
import { timeView } from "../parts/time.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { hidden, shortened } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

/** `people`: without the reader; `last`: undefined when it may not be seen any more. */
export type Letters = {
  id: number;
  /** Of a group of people. */
  name: string;
  /** Its picture: an address, or "". */
  picture: string;
  /** Whose chat it is. */
  group?: Account | undefined;
  people: readonly Account[];
  /** Whether none of those is there any more. */
  gone?: boolean | undefined;
  last: Status | undefined;
  unread: number;
  muted: boolean;
};

const MOST_NAMED = 3;

/** Names in a line: at most a few, then how many more. */
export function namesOf(people: readonly Account[], ctx: ViewContext, { gone }: Pick<Letters, "gone">): string {
  if (people.length === 0) return ctx.t(gone === true ? "messages.gone_people" : "messages.yourself");
  const names = people.slice(0, MOST_NAMED).map(nameOf);
  const rest = people.length - names.length;
  return ctx.locale.list(rest === 0 ? names : [...names, ctx.t("common.others", { count: rest })]);
}

type LettersPage = {
  items: readonly Letters[];
  page: StatusPage;
  pager: Pager;
  /** How many ask to write. */
  requests: number;
  /** Whether these are they. */
  asking: boolean;
};

export function messagesView(ctx: ViewContext, list: LettersPage): Html {
  const { t } = ctx;
  if (list.asking) return requestsView(ctx, list);
  const settings = html`<a class="act" href="${routes.messageSettings}" title="${t("messages.settings")}">${icon("settings")}${hidden(t("messages.settings"))}</a>`;
  const fresh = html`${settings}<a class="button primary" href="${routes.newMessage()}">${icon("write")}${t("messages.new")}</a>`;
  const asking =
    list.requests === 0
      ? ""
      : html`<p class="asking"><a class="button" href="${routes.messageRequests}">${t("messages.requests", { count: list.requests })}</a></p>`;
  const since = list.items[0]?.last?.id ?? 0;
  // On older pages nothing comes in.
  const live =
    list.pager.newer === undefined ? html` data-chat="${routes.live("messages", since)}" data-page="${routes.messages}"` : "";
  const items =
    list.items.length === 0
      ? emptyView(t("messages.none"), t("messages.lesson"))
      : html`<ul class="letters">${list.items.map((item) => letterView(item, list.page, ctx))}</ul>`;
  const main = html`${pageHead(t("common.messages"), { actions: fresh })}<div id="talk"${live}>${asking}${items}</div>${pagerView(list.pager, ctx)}`;
  return layout(ctx, { title: t("common.messages"), main, place: "messages", aside: secrecyView(ctx), scripts: ["chat.js"] });
}

/** Who asks to write, and is answered on the page of the chat. */
function requestsView(ctx: ViewContext, list: LettersPage): Html {
  const { t } = ctx;
  const items =
    list.items.length === 0
      ? emptyView(t("messages.no_requests"), t("messages.requests_lesson"))
      : html`<p class="hint">${t("messages.requests_lesson")}</p><ul class="letters">${list.items.map((item) => letterView(item, list.page, ctx))}</ul>`;
  const title = t("messages.requests_title");
  const main = html`${pageHead(title, { back: { href: routes.messages, label: t("common.messages") } })}${items}${pagerView(list.pager, ctx)}`;
  return layout(ctx, { title, main, place: "messages", aside: secrecyView(ctx) });
}

/** The face of a group of people: its picture, or that of the group whose chat it is. Undefined where it has none. */
export function groupFace(
  { picture, group }: Pick<Letters, "picture" | "group">,
  ctx: ViewContext,
  size: AvatarSize = "m",
): Html | undefined {
  if (group !== undefined) return avatarView(group, ctx, size);
  if (picture === "") return undefined;
  const side = size === "s" ? 28 : 48;
  return html`<img class="avatar ${size}" src="${picture}" alt="" width="${side}" height="${side}" loading="lazy" decoding="async">`;
}

function letterView(letter: Letters, page: StatusPage, ctx: ViewContext): Html {
  const { t } = ctx;
  const { id, name, people, gone, last, unread, muted } = letter;
  const [first] = people;
  const face = first === undefined && gone !== true ? ctx.viewer?.account : first;
  const own = groupFace(letter, ctx);
  const names =
    name !== ""
      ? html`${name}`
      : people.length === 1 && first !== undefined
        ? nameView(first, ctx)
        : html`${namesOf(people, ctx, { gone })}`;
  const mark =
    unread > 0
      ? html`<span class="unread-mark count">${ctx.locale.number(unread)}</span>${hidden(t("messages.unread"))}`
      : muted
        ? html`<span class="muted-mark" title="${t("messages.is_muted")}">${icon("mute")}${hidden(t("messages.is_muted"))}</span>`
        : "";
  const avatar = own ?? (face === undefined ? "" : avatarView(face, ctx));
  const more =
    people.length > 1 && own === undefined
      ? html`<span class="more-people" aria-hidden="true">+${ctx.locale.number(people.length - 1)}</span>`
      : "";
  const when = last === undefined ? "" : timeView(last.created_at, ctx);
  return html`<li class="${unread > 0 ? "unread" : ""}"><a href="${routes.conversation(id)}${last === undefined ? "" : `#message-${last.id}`}"><span class="talk-faces">${avatar}${more}</span><span class="letter"><span class="letter-head"><strong dir="auto">${names}</strong>${when}</span><span class="line" dir="auto">${last === undefined && name !== "" ? html`${t("messages.group_of", { count: people.length + 1 })}` : lastLine(last, page, ctx)}</span></span>${mark}</a></li>`;
}

function lastLine(last: Status | undefined, page: StatusPage, ctx: ViewContext): Html {
  const { t } = ctx;
  if (last === undefined) return html`${t("messages.gone")}`;
  const media = page.media.get(last.id)?.length ?? 0;
  const words = last.spoiler_text || shortened(wordsOfMessage(last), 120) || t("compose.has_media", { count: media });
  return last.account_id === ctx.viewer?.account.id ? ctx.rich("messages.you", { words }) : html`${words}`;
}

/** What messages are, and what they are not. */
export const secrecyView = ({ t }: ViewContext): Html =>
  html`<h2>${t("messages.secrecy_title")}</h2><p>${t("messages.secrecy")}</p>`;
