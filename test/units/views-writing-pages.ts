// The pages in which one writes, and what is written in private or not published yet, with sample rows.
import { toJson } from "../../src/db/columns.ts";
import type { Html } from "../../src/html.ts";
import { composeView, type Compose } from "../../views/writing/compose.ts";
import { conversationView, type Message, type Talk } from "../../views/messages/conversation.ts";
import { messagesView } from "../../views/messages/messages.ts";
import { messagePeopleView } from "../../views/messages/message-people.ts";
import { messageSettingsView } from "../../views/messages/message-settings.ts";
import { newMessageView } from "../../views/messages/new-message.ts";
import { draftsView, scheduledView, type Unpublished } from "../../views/writing/unpublished.ts";
import { aContext, aFullPage, aPage } from "./views-sample-pages.ts";
import { planningPages } from "./views-planning-pages.ts";
import { NOW, XSS, aStatus, jon, layla, longest, mallory, pictures } from "./views-samples.ts";

const ctx = aContext();
const blank: Compose = {
  text: "",
  spoiler_text: "",
  sensitive: false,
  visibility: "public",
  local_only: false,
  language: "en",
  markdown: false,
  quote_policy: "public",
  expires_in: 0,
  scheduled_at: "",
  poll: undefined,
  media: [],
  poll_limits: { options: 4, option_characters: 50 },
};

export function writingPages(): Record<string, Html> {
  const page = aFullPage();
  const answered = { status: page.statuses.get(119) ?? aStatus({ id: 1 }), page };
  const quoted = { status: page.statuses.get(115) ?? aStatus({ id: 1 }), page };
  const typed = { ...blank, text: `\n${XSS}`, spoiler_text: "Food", media: pictures.slice(0, 2), preview: "<p>Hello</p>" };
  const poll = { options: [XSS, "Two"], multiple: true, hide_totals: true, expires_in: 4000 };
  const whole = { ...typed, poll, markdown: true, expires_in: 90_000, scheduled_at: "2026-03-20T09:00", local_only: true };
  const waiting = pictures.map((media, at) => ({ ...media, state: at === 0 ? ("waiting" as const) : media.state }));
  return {
    compose: composeView(aContext({ path: "/compose" }), blank),
    reply: composeView(ctx, {
      ...blank,
      text: "@jon@elsewhere.example ",
      answered,
      visibility: "direct",
      mentioned: ["@jon@elsewhere.example", "@layla@bayt.example"],
      unknown: ["@nobody@nowhere.example"],
    }),
    edit: composeView(ctx, { ...typed, poll: { ...poll, expires_in: 0 }, edited: aStatus({ id: 9, visibility: "private" }) }),
    compose_wrong: composeView(ctx, {
      ...whole,
      problems: { text: "Too long.", media: "Too large.", poll: "Too few.", scheduled_at: "Too soon.", "": "Too much." },
    }),
    compose_asks: composeView(ctx, { ...whole, asks: 2, key: XSS, draft_id: 7, scheduled_id: 8 }),
    compose_full: composeView(ctx, { ...blank, media: waiting }),
    quote: composeView(ctx, { ...blank, quoted: { ...quoted, approval: "manual" } }),
    quote_denied: composeView(ctx, { ...blank, quoted: { ...quoted, approval: "denied" } }),
    ...unpublishedPages(),
    ...messagePages(),
  };
}

const kept = (id: number, text: string): Unpublished => ({
  id,
  at: NOW + id * 3_600_000,
  media: pictures.slice(0, 1),
  draft: {
    text,
    spoiler_text: XSS,
    sensitive: true,
    visibility: "direct",
    media_ids: [1],
    language: "ar",
    in_reply_to_id: 5,
    quoted_id: 6,
    local_only: true,
    poll: { options: ["a", "b"], multiple: false, hide_totals: false, expires_in: 300 },
  },
});

function unpublishedPages(): Record<string, Html> {
  const barred = {
    ...kept(4, "For the group"),
    draft: { ...kept(4, "For the group").draft, group_id: 9, in_reply_to_id: undefined },
  };
  const items = [kept(1, XSS), kept(2, ""), kept(30, "word ".repeat(200)), barred];
  const objections = new Map([[9, { group: mallory, title: XSS, reason: XSS, joining: true }]]);
  const drafts = items.map((item) => ({ ...item, refused: item.id === 2 ? XSS : "" }));
  return {
    drafts: draftsView(ctx, { items: drafts, objections, pager: { older: "/drafts?max_id=1" } }),
    drafts_empty: draftsView(ctx, { items: [], objections, pager: {} }),
    scheduled: scheduledView(ctx, { items, objections, problem: { id: 2, typed: XSS, problems: { scheduled_at: "Too soon." } } }),
    scheduled_empty: scheduledView(ctx, { items: [], objections }),
    ...planningPages(items, objections),
  };
}

function messagePages(): Record<string, Html> {
  const page = aFullPage();
  const message: Message = { text: XSS, media: pictures.slice(0, 1), key: "k", problems: { text: "No." }, asks: 1 };
  const empty: Message = { text: "", media: [], key: "k" };
  const talk: Talk = {
    id: 7,
    name: "",
    picture: "",
    left: false,
    state: "open",
    q: "",
    bubbles: {
      answered: new Map([[1, { id: 1, account_id: jon.id, content: `<p>${"word ".repeat(80)}</p>`, spoiler_text: "" }]]),
      accounts: new Map([[jon.id, jon]]),
      mark: { id: 119, words: "Read" },
      lines: [{ id: 1, words: XSS }],
    },
    people: [jon, layla, mallory, longest],
    page,
    pager: { older: "/messages/7?max_id=1" },
    muted: true,
    message,
  };
  const greeting =
    '<p><span class="h-card"><a href="https://kith.example/@mia" class="u-url mention">@<span>mia</span></a></span> Hi</p>';
  const greeted = aPage([aStatus({ id: 3, account_id: 2, visibility: "direct", content: greeting, emojis: toJson([]) })]);
  const letter = { id: 7, name: "", picture: "", people: [mallory], last: page.statuses.get(119), unread: 3, muted: false };
  return {
    messages: messagesView(ctx, {
      items: [
        letter,
        { ...letter, id: 8, name: XSS, picture: "/media/a.webp", people: [jon, longest], unread: 0, muted: true },
        { ...letter, id: 9, people: [], last: undefined },
      ],
      page,
      pager: { older: "/messages?max_id=1" },
      requests: 2,
      asking: false,
    }),
    messages_empty: messagesView(ctx, { items: [], page: aPage([]), pager: {}, requests: 0, asking: false }),
    messages_asking: messagesView(ctx, { items: [letter], page, pager: {}, requests: 1, asking: true }),
    messages_asking_nobody: messagesView(ctx, { items: [], page: aPage([]), pager: {}, requests: 0, asking: true }),
    message_settings: messageSettingsView(ctx, { writers: "friends", read_marks: true }),
    talk: conversationView(ctx, talk),
    talk_found: conversationView(ctx, { ...talk, name: XSS, q: XSS, message: { ...empty, answers: page.statuses.get(119) } }),
    talk_left: conversationView(ctx, { ...talk, name: XSS, left: true, message: empty }),
    talk_of_group: conversationView(ctx, { ...talk, name: XSS, group: mallory, asks_marks: true, message: empty }),
    message_people: groupOfPeople(),
    talk_asked: conversationView(ctx, { ...talk, state: "request", message: empty }),
    talk_alone: conversationView(ctx, { ...talk, people: [], page: aPage([]), pager: {}, message: empty, muted: false }),
    talk_greeted: conversationView(ctx, { ...talk, page: greeted, pager: { newer: "/messages/7" }, message: empty }),
    message_new: newMessageView(ctx, { to: [], q: XSS, found: [mallory, jon], message: empty, most: 20 }),
    message_to: newMessageView(ctx, { to: [mallory, jon], q: "x", found: [jon], message, most: 2 }),
  };
}

const groupOfPeople = (): Html =>
  messagePeopleView(ctx, {
    id: 7,
    name: XSS,
    picture: "/media/a.webp",
    people: [mallory, jon, longest],
    owner: true,
    typed: { handle: XSS },
    problems: { handle: "No." },
  });
