/** A conversation: what was said, the newest at the bottom, and a box whose words go to exactly these people. */
import type { Account, Media, Status } from "../../src/db/schema.ts";
import type { ChatState } from "../../src/db/tables/chats.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, Problems, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import type { IconName } from "../frame/icons.ts";
import { layout } from "../frame/layout.ts";
import { groupFace, namesOf, secrecyView } from "./messages.ts";
import { daysView, wordsOfMessage, type Bubbles } from "../parts/bubble.ts";
import { attachedView, picturesView } from "../parts/compose-media.ts";
import { goneElsewhere, hasMoved } from "../parts/gone-elsewhere.ts";
import { form, problemSummary } from "../parts/form.ts";
import { avatarView, handleOf, nameLink, nameOf } from "../parts/names.ts";
import { shownOf } from "../parts/page.ts";
import { hidden, shortened } from "../parts/words.ts";
import type { ChatAct } from "./message-paths.ts";
import { routes } from "../frame/routes.ts";

/** What is being written, and how it went. `asks`: so many media have no description, and it is asked once whether that is meant. */
export type Message = {
  text: string;
  media: readonly Media[];
  /** What is said already of the files that are still to be chosen. */
  left?: readonly string[] | undefined;
  key: string;
  problems?: Problems | undefined;
  asks?: number | undefined;
  /** The message that it answers. */
  answers?: Pick<Status, "id" | "account_id" | "content" | "spoiler_text"> | undefined;
};

export type Talk = {
  id: number;
  /** Of a group of people. */
  name: string;
  /** Its picture: an address, or "". */
  picture: string;
  /** Whose chat it is. */
  group?: Account | undefined;
  /** Whether the reader is not in it any more. */
  left: boolean;
  /** Without the reader. */
  people: readonly Account[];
  /** Whether none of those is there any more. */
  gone?: boolean | undefined;
  /** Its statuses, the newest first. */
  page: StatusPage;
  pager: Pager;
  muted: boolean;
  state: ChatState;
  message: Message;
  /** Whether to ask if others may see what one has read. */
  asks_marks?: boolean | undefined;
  /** What is looked for in it. */
  q: string;
  bubbles: Omit<Bubbles, "chat_id">;
};

export function conversationView(ctx: ViewContext, talk: Talk): Html {
  const { t } = ctx;
  const names = talk.name || namesOf(talk.people, ctx, talk);
  const statuses = shownOf(talk.page).toReversed();
  const pages =
    talk.pager.older === undefined
      ? raw("")
      : html`<p class="earlier"><a class="button" href="${talk.pager.older}" rel="next">${t("messages.earlier")}</a></p>`;
  const later =
    talk.pager.newer === undefined
      ? raw("")
      : html`<p class="earlier"><a class="button" href="${talk.pager.newer}" rel="prev">${t("messages.later")}</a></p>`;
  // On older pages nothing comes in.
  const since = statuses.at(-1)?.id ?? 0;
  const live =
    talk.pager.newer === undefined && talk.q === ""
      ? html` data-chat="${routes.live(`talk:${talk.id}`, since)}" data-page="${routes.conversation(talk.id)}" data-came="${t("messages.came")}" data-typing="${routes.actOnConversation(talk.id, "typing")}"`
      : "";
  const found = talk.q === "" ? "" : foundView(talk, ctx);
  const days = daysView(statuses, talk.page, ctx, { ...talk.bubbles, chat_id: talk.id });
  const again = html`<noscript><p class="earlier"><a class="button" href="${routes.conversation(talk.id)}#text">${t("messages.look_again")}</a></p></noscript>`;
  const below = talk.left
    ? html`<p class="flash">${t(talk.group === undefined ? "messages.group_gone" : "messages.chat_of_group_gone")}</p>`
    : talk.gone === true
      ? html`<p class="flash">${t("messages.nobody_here")}</p>`
      : talk.state === "request"
        ? askingView(talk, names, ctx)
        : html`${again}${movedView(talk, ctx)}${talk.asks_marks === true ? marksView(talk, ctx) : ""}${hasMoved(ctx) ? goneElsewhere(ctx) : writeView(talk, ctx)}`;
  const main = html`${headView(talk, names, ctx)}${problemSummary(ctx, talk.message.problems, false)}${found}<div class="talk" id="talk"${live}>${pages}${days}${later}</div><p class="vh" role="status" id="came"></p><p class="hint typing" id="typing" aria-live="off" hidden></p>${below}`;
  return layout(ctx, {
    title: names,
    main,
    place: "messages",
    aside: asideView(talk, ctx),
    scripts: ["compose.js", "complete.js", "upload.js", "unsent.js", "chat.js", "voice.js"],
  });
}

/** Who has moved reads here, and is answered nothing. */
function movedView({ group, people }: Talk, ctx: ViewContext): Html {
  const [who] = people;
  if (group !== undefined || people.length !== 1 || who === undefined || !/^https?:/.test(who.moved_to_uri)) return raw("");
  const a = (words: Html) => html`<a href="${routes.search(who.moved_to_uri)}">${words}</a>`;
  return html`<p class="flash"><span>${ctx.rich("messages.moved", { name: nameOf(who), a })}</span></p>`;
}

const foundView = ({ id, q, page }: Talk, { t }: ViewContext): Html =>
  html`<p class="flash">${t("messages.found", { count: page.ids.length, q })} <a href="${routes.conversation(id)}">${t("messages.found_back")}</a></p>`;

/** Somebody asks to write: nothing of one's reading is told before it is accepted. */
function askingView(talk: Talk, names: string, ctx: ViewContext): Html {
  const { t } = ctx;
  const buttons = html`<p>${t("messages.asks", { names })}</p><p class="buttons"><button class="button primary">${t("messages.accept")}</button><button class="button danger" formaction="${routes.actOnConversation(talk.id, "decline")}">${t("messages.decline")}</button></p>`;
  return form(ctx, routes.actOnConversation(talk.id, "accept"), buttons, { className: "card stack" });
}

/** Asked once, of who has not said yet what is told of their reading: either answer takes it away for good. */
function marksView({ id }: Talk, ctx: ViewContext): Html {
  const { t } = ctx;
  const body = html`<p>${t("messages.marks_ask")}</p><p class="buttons"><button class="button" name="read_marks" value="1">${t("messages.marks_yes")}</button><button class="button" name="read_marks" value="0">${t("messages.marks_no")}</button></p>`;
  return form(ctx, routes.messageMarks, body, { className: "card stack", return_to: routes.conversation(id) });
}

function headView(talk: Talk, names: string, ctx: ViewContext): Html {
  const { t } = ctx;
  const face = groupFace(talk, ctx, "s");
  const faces = face === undefined ? talk.people.slice(0, 3).map((account) => avatarView(account, ctx, "s")) : [face];
  const act = (name: ChatAct, symbol: IconName, label: string, danger = false) =>
    html`<button${danger ? raw(' class="danger"') : ""} formaction="${routes.actOnConversation(talk.id, name)}">${icon(symbol)}${label}</button>`;
  const group =
    talk.group !== undefined
      ? html`<a href="${routes.profile(talk.group)}">${icon("people")}${t("messages.to_group")}</a>`
      : talk.name === "" || talk.left
        ? ""
        : html`<a href="${routes.messagePeople(talk.id)}">${icon("people")}${t("messages.group_people")}</a>`;
  const buttons = html`<details class="menu-holder" name="menu"><summary class="act" title="${t("messages.actions")}">${icon("more")}${hidden(t("messages.actions"))}</summary><div class="menu">${group}${act("unread", "check", t("messages.mark_unread"))}${talk.muted ? act("unmute", "bell", t("messages.unmute")) : act("mute", "bell", t("messages.mute"))}${act("delete", "close", t("messages.delete"), true)}</div></details>`;
  const menu = form(ctx, routes.actOnConversation(talk.id, "unread"), buttons, { return_to: routes.messages });
  const muted = talk.muted ? html`<p class="hint">${t("messages.is_muted")}</p>` : "";
  // Closed also where something is looked for: open it would lie over what has been found.
  const search = html`<details class="talk-search" name="menu"><summary class="act" title="${t("messages.search")}">${icon("search")}${hidden(t("messages.search"))}</summary><form method="get" action="${routes.conversation(talk.id)}" role="search"><label for="talk-q">${t("messages.search")}</label><div class="joined"><input id="talk-q" name="q" type="search" value="${talk.q}" maxlength="200" dir="auto"><button class="button">${t("common.search")}</button></div></form></details>`;
  return html`<div class="page-head talk-head"><a class="act" href="${routes.messages}" title="${t("common.messages")}">${icon("back")}${hidden(t("common.messages"))}</a><span class="talk-faces">${faces}</span><div><h1 dir="auto">${names}</h1>${muted}</div>${search}${menu}</div>`;
}

/** Says who will read it before anything is written. */
function writeView(talk: Talk, ctx: ViewContext): Html {
  return form(ctx, routes.actOnConversation(talk.id, "reply"), messageFields(talk, talk.message, ctx, `talk-${talk.id}`), {
    className: "compose message-form stack",
    files: true,
    return_to: routes.conversation(talk.id),
  });
}

/**
 * Posts (multipart) `text`, `key` and files as the form for posts does.
 *
 * @param place for what is kept in the browser until it is sent
 */
export function messageFields(
  { people, group, name }: { people: readonly Account[]; group?: Account | undefined; name?: string },
  message: Message,
  ctx: ViewContext,
  place: string,
): Html {
  const { t, instance } = ctx;
  const { text, problems, key, asks } = message;
  const max = instance.limits.status_characters;
  const problem = problems?.["text"];
  const reach =
    people.length === 0
      ? t("messages.reach_yourself")
      : group !== undefined
        ? t("messages.reach_group", { count: people.length, title: name ?? "" })
        : t("post.audience_direct_names", { names: ctx.locale.list(people.map(handleOf)) });
  const words = html` data-left="${t("compose.characters_left")}" data-over="${t("compose.characters_over")}" data-suggestions="${t("compose.suggestions")}"`;
  const about = problem === undefined ? "text-hint" : "text-hint text-problem";
  const ask =
    asks === undefined
      ? ""
      : html`<input type="hidden" name="asked" value="1"><p class="flash" role="alert">${icon("image")}<span>${t("compose.ask_descriptions", { count: asks })}</span></p>`;
  return html`<input type="hidden" name="key" value="${key}">${answeringView(message, people, ctx)}${ask}<p class="audience-line fixed">${icon("direct")}<span>${reach}. ${t("compose.not_encrypted")}</span></p>
<div class="field writing"><label for="text">${t("messages.text")}</label><textarea id="text" name="text" rows="1" dir="auto" data-max="${max}" data-complete="${routes.composeComplete}" data-unsent="${ctx.viewer?.account.id ?? 0}-${place}"${words} aria-describedby="${about}"${problem === undefined ? "" : raw(' aria-invalid="true"')}>${raw("\n")}${text}</textarea><p class="hint count" id="text-hint"><span data-count>${t("compose.characters", { max })}</span></p><p class="hint" data-enter hidden>${t("messages.enter_sends")}</p>${problem === undefined ? "" : html`<p class="problem" id="text-problem">${problem}</p>`}</div>
${attachedView(message, ctx)}${picturesView(message, ctx)}
<p class="buttons"><button type="button" class="button" data-voice data-stop="${t("messages.voice_stop")}" data-name="${t("messages.voice_name")}" data-refused="${t("messages.voice_refused")}" hidden>${icon("sound")}<span>${t("messages.voice")}</span></button><button class="button primary" name="do" value="publish">${icon("send")}<span>${t(asks === undefined ? "messages.send" : "messages.send_anyway")}</span></button></p>`;
}

/** What is answered, and the way not to. */
function answeringView({ answers }: Message, people: readonly Account[], ctx: ViewContext): Html {
  if (answers === undefined) return raw("");
  const { t } = ctx;
  const author = people.find(({ id }) => id === answers.account_id);
  const words = answers.spoiler_text || shortened(wordsOfMessage(answers), 120) || "…";
  return html`<div class="answering"><input type="hidden" name="in_reply_to_id" value="${answers.id}"><p><strong dir="auto">${author === undefined ? t("messages.yourself_answered") : nameOf(author)}</strong> <span dir="auto">${words}</span></p><a class="act" href="${ctx.path.split("?")[0] ?? ""}#text" title="${t("messages.answer_not")}">${icon("close")}${hidden(t("messages.answer_not"))}</a></div>`;
}

function asideView(talk: Talk, ctx: ViewContext): Html {
  const people = talk.people.map(
    (account) =>
      html`<li>${avatarView(account, ctx, "s")}<span>${nameLink(account, ctx)} <span class="handle">${handleOf(account)}</span></span></li>`,
  );
  const list = people.length === 0 ? "" : html`<h2>${ctx.t("messages.people")}</h2><ul class="talkers">${people}</ul>`;
  return html`${list}${secrecyView(ctx)}`;
}
