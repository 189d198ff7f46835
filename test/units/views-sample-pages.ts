// Pages of sample statuses, and the context in which they are shown.
import { LANGUAGES } from "../../src/words/languages.ts";
import { openLocales } from "../../src/words/locale.ts";
import { defineInstance } from "../../src/config.ts";
import { toJson } from "../../src/db/columns.ts";
import type { Status, User } from "../../src/db/schema.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../../views/frame/context.ts";
import { ACCOUNTS, CSRF, MINUTE, NOW, aPoll, aStatus, mia, pictures, aQuote } from "./views-samples.ts";

export function aPage(statuses: readonly Status[], values: Partial<StatusPage> = {}): StatusPage {
  const nobody = {
    favourited: new Set<number>(),
    reblogged: new Set<number>(),
    bookmarked: new Set<number>(),
    pinned: new Set<number>(),
    muted_conversations: new Set<number>(),
  };
  return {
    viewer_id: 1,
    ids: statuses.map(({ id }) => id),
    statuses: new Map(statuses.map((status) => [status.id, status])),
    accounts: new Map(ACCOUNTS.map((account) => [account.id, account])),
    media: new Map(),
    mentions: new Map(),
    tags: new Map(),
    collections: new Map(),
    polls: new Map(),
    quotes: new Map(statuses.flatMap((status) => (status.quoted_id === null ? [] : [[status.id, aQuote(status)]]))),
    cards: new Map(),
    unwanted: new Map(),
    moved: new Map(),
    relations: { follows: new Set(), followed: new Set() },
    apps: new Map(),
    marks: { ...nobody, votes: new Map() },
    filtered: new Map(),
    reactions: new Map(),
    moderated: new Set(),
    circles: new Map(),
    events: new Map(),
    videos: new Map(),
    introductions: new Map(),
    ...values,
  };
}

const fullStatuses = (): Status[] => [
  aStatus({ id: 120, created_at: NOW - 20_000 }),
  aStatus({
    id: 119,
    account_id: 2,
    visibility: "direct",
    content: `<p><a href="https://kith.example/@mia" class="u-url mention">@<span>mia</span></a> Shall I bring bread? :cat:</p>`,
    emojis: toJson([{ shortcode: "cat", url: "https://elsewhere.example/cat.png" }]),
    in_reply_to_id: 120,
    in_reply_to_account_id: 1,
  }),
  aStatus({
    id: 118,
    account_id: 5,
    language: "ar",
    visibility: "unlisted",
    content: "<p>صباح الخير! اليوم زرعنا النعناع في الحديقة، ورائحته تملأ البيت كله.</p>",
  }),
  aStatus({
    id: 117,
    account_id: 3,
    content: `<p>Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ${"wide".repeat(40)}</p>`,
    created_at: NOW - 26 * 60 * MINUTE,
  }),
  aStatus({
    id: 116,
    account_id: 1,
    visibility: "private",
    edited_at: NOW - 5 * MINUTE,
    content:
      '<p>Four pictures from the garden <a href="https://kith.example/tags/Garden" class="mention hashtag" rel="tag">#<span>Garden</span></a></p>',
  }),
  aStatus({ id: 115, account_id: 2, spoiler_text: "Spiders, and how they live in our shed", sensitive: 1 }),
  aStatus({ id: 114, account_id: 1, reblog_of_id: 90, content: "" }),
  aStatus({ id: 113, account_id: 4, content: "<p>When shall we meet?</p>", created_at: NOW - 90 * 86_400_000 }),
  aStatus({ id: 112, account_id: 2, sensitive: 1, content: "<p>One covered picture</p>", quoted_id: 120 }),
  aStatus({
    id: 111,
    account_id: 1,
    content: `<blockquote><p>Quoted words</p></blockquote><pre><code>let a = "a long line of code that does not fit on a phone at all";</code></pre><ul><li>one</li><li>two</li></ul>`,
    quoted_id: 5,
    created_at: NOW - 800 * 86_400_000,
  }),
];

/** One of everything that a timeline can hold. */
export function aFullPage(): StatusPage {
  const original = aStatus({
    id: 90,
    account_id: 2,
    created_at: NOW - 300 * MINUTE,
    content: `<p>Found it in the shed: <a href="https://radio.example/a/very/long/path" rel="nofollow"><span class="invisible">https://</span><span class="ellipsis">radio.example/a/very</span><span class="invisible">/long/path</span></a></p>`,
    language: "",
  });
  const page = aPage(fullStatuses());
  return {
    ...page,
    statuses: new Map([...page.statuses, [90, original]]),
    media: new Map([
      [116, pictures],
      [112, pictures.slice(0, 1)],
      [115, pictures.slice(0, 2)],
      [90, pictures.slice(0, 3)],
    ]),
    polls: new Map([[113, aPoll({ id: 7, status_id: 113 })]]),
    mentions: new Map([[119, [{ account_id: 1, silent: false }]]]),
    tags: new Map([[116, [{ name: "garden", display_name: "Garden" }]]]),
    marks: {
      ...page.marks,
      favourited: new Set([118]),
      reblogged: new Set([117]),
      bookmarked: new Set([117]),
      pinned: new Set([120]),
      votes: new Map([[7, [2]]]),
    },
  };
}

const user: User = {
  id: 1,
  email: "mia@example.org",
  email_lower: "mia@example.org",
  password_hash: "",
  role: "owner",
  locale: "en",
  settings: toJson({}),
  sign_up_reason: "",
  confirmed_at: NOW,
  approved: 1,
  disabled: 0,
  created_at: NOW,
  last_seen_at: NOW,
};

const locale = openLocales()("en");

export function aContext(values: Partial<ViewContext> = {}): ViewContext {
  return {
    instance: {
      domain: "kith.example",
      title: "Garden Lane",
      description: "A small home for the people of Garden Lane and their friends.",
      contact_email: "hello@kith.example",
      origin: "https://kith.example",
      registrations: "approval",
      source_url: "",
      limits: defineInstance().limits,
      accent: "",
      icons: {},
      members_invite: false,
    },
    viewer: {
      account: mia,
      user,
      settings: { show_counts: true },
      unread_notifications: 3,
      unread_messages: 1,
      follow_requests: 0,
      may: () => false,
      mayOpen: () => true,
      maySend: () => true,
      work_waits: false,
    },
    languages: LANGUAGES,
    locale,
    t: locale.t,
    rich: locale.rich,
    translates: true,
    csrf: CSRF,
    now: NOW,
    path: "/home",
    fileUrl: (name) => `/media/${name}`,
    videoUrls: () => ({ hls_url: "", sizes: [], captions: [] }),
    portraitUrl: (account, kind) => (account[kind] === "" ? "" : `/media/${account[kind]}`),
    mediaUrls: ({ id, file, preview_file }) => ({
      url: file === "" ? `/media/remote/${id}/original` : `/media/${file}`,
      preview_url: preview_file === "" ? `/media/remote/${id}/small` : `/media/${preview_file}`,
    }),
    emojiUrl: (url) => url,
    assetUrl: (name) => `/assets/${name}`,
    ...values,
  };
}

export const visitor = (values: Partial<ViewContext> = {}): ViewContext => aContext({ viewer: undefined, ...values });

/** A conversation `levels` deep between two people, below status 1; forks at the given levels. */
export function aThread(
  levels: number,
  forks: readonly number[] = [],
): { root: Status; page: StatusPage; descendants: number[] } {
  const root = aStatus({ id: 1_000 });
  const statuses = [root];
  for (let level = 1; level <= levels; level += 1) {
    const parent = root.id + level * 2 - 2;
    const [a, b] = level % 2 === 0 ? [1, 2] : [2, 1];
    statuses.push(
      aStatus({
        id: parent + 2,
        in_reply_to_id: parent,
        in_reply_to_account_id: b,
        account_id: a,
        content: `<p>Answer ${level}, which says a little more than the one before it.</p>`,
      }),
    );
    if (forks.includes(level))
      statuses.push(
        aStatus({
          id: parent + 1,
          in_reply_to_id: parent,
          in_reply_to_account_id: b,
          account_id: 5,
          content: `<p>Another answer at ${level}</p>`,
        }),
      );
  }
  const descendants = statuses
    .slice(1)
    .map(({ id }) => id)
    .toSorted((one, other) => one - other);
  return { root, page: aPage(statuses), descendants };
}
