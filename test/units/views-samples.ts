// Rows for the views to show, with what real life brings: long names, right-to-left text, emoji, markup where none belongs.
import type { Account, Media, Row, Status, User } from "../../src/db/schema.ts";
import { toJson } from "../../src/db/columns.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../../views/context.ts";

export const NOW = Date.UTC(2026, 2, 12, 14, 30);
const MINUTE = 60_000;
export const XSS = `<script>alert("x")</script>`;
export const CSRF = "sample-csrf-token-that-is-as-long-as-a-real-one";

export function anAccount(values: Partial<Account> = {}): Account {
  const id = values.id ?? 1;
  const username = values.username ?? "mia";
  const host = values.host ?? "";
  const origin = `https://${host === "" ? "kith.example" : host}`;
  return {
    id, username, host, username_lower: username.toLowerCase(), uri: `${origin}/users/${id}`, url: `${origin}/@${username}`,
    actor_type: "Person", display_name: "Mia Andersson", note: "<p>Bread, bicycles and old radios.</p>", note_source: "Bread, bicycles and old radios.",
    fields: toJson([]), emojis: toJson([]), also_known_as: toJson([]), moved_to_uri: "", avatar: "", header: "",
    inbox_url: "", shared_inbox_url: "", outbox_url: "", followers_url: "", following_url: "", featured_url: "",
    locked: 0, bot: 0, discoverable: 1, indexable: 1, hide_collections: 0, memorial: 0, statuses_count: 212, followers_count: 38, following_count: 41,
    last_status_at: NOW, created_at: Date.UTC(2023, 4, 2), updated_at: NOW, fetched_at: 0, silenced_at: 0, suspended_at: 0, deleted_at: 0,
    ...values,
  }; // prettier-ignore
}

export const mia = anAccount();
export const jon = anAccount({ id: 2, username: "jon", host: "elsewhere.example", display_name: "Jon :cat: 🚲", emojis: toJson([{ shortcode: "cat", url: "https://elsewhere.example/cat.png" }]), note: "<p>Rides far.</p>" });
export const mallory = anAccount({ id: 3, username: "mallory", host: "bad.example", display_name: `${XSS}"><img src=x onerror=alert(1)>`, note: "" });
export const longest = anAccount({
  id: 4,
  username: "an_exceedingly_long_user_name_that_goes_on",
  host: "a-server-with-a-rather-long-name.some-district.example.org",
  display_name: "Dr. Wolfeschlegelsteinhausenbergerdorff the Elder, of the House of Very Long Names",
  bot: 1,
});
export const layla = anAccount({ id: 5, username: "layla", host: "bayt.example", display_name: "ليلى الحسيني", note: "<p>أكتب عن الحدائق والطبخ.</p>", locked: 1 });
export const ACCOUNTS = [mia, jon, mallory, longest, layla];

export function aStatus(values: Partial<Status> & { id: number }): Status {
  const { id } = values;
  const account_id = values.account_id ?? 1;
  const local = account_id === 1 ? 1 : 0;
  return {
    uri: `https://kith.example/users/${account_id}/statuses/${id}`, url: `https://kith.example/@x/${id}`, account_id, local,
    reblog_of_id: null, quoted_id: null, in_reply_to_id: null, in_reply_to_account_id: null, in_reply_to_uri: "", conversation_id: 1, application_id: null,
    visibility: "public", local_only: 0, sensitive: 0, spoiler_text: "", content: "<p>The first tomatoes are out. Come by and taste them on Saturday!</p>", text: "",
    content_type: "text/plain", language: "en", emojis: toJson([]), replies_count: 2, reblogs_count: 1, favourites_count: 14, quotes_count: 0,
    created_at: NOW - 14 * MINUTE, edited_at: 0, expires_at: 0, deleted_at: 0, version: 1,
    ...values,
  }; // prettier-ignore
}

export function aMedia(values: Partial<Media> & { id: number }): Media {
  return {
    account_id: 1, status_id: null, position: 0, kind: "image", mime_type: "image/webp", file: "media/aa/one.webp", preview_file: "media/aa/one-small.webp",
    remote_url: "", preview_remote_url: "", description: "Red tomatoes in a blue bowl", blurhash: "",
    meta: toJson({ original: { width: 1600, height: 1200 }, small: { width: 640, height: 480 } }), bytes: 1000, created_at: NOW,
    ...values,
  }; // prettier-ignore
}

export const pictures = [
  aMedia({ id: 11 }),
  aMedia({ id: 12, description: "", file: "media/bb/two.webp", preview_file: "media/bb/two-small.webp", meta: toJson({ small: { width: 360, height: 640 } }) }),
  aMedia({ id: 13, description: `${XSS} a long description that tells of everything in the picture, `.repeat(6), meta: toJson({ small: { width: 640, height: 300 } }) }),
  aMedia({ id: 14, file: "", preview_file: "", remote_url: "https://elsewhere.example/p.jpg", preview_remote_url: "https://elsewhere.example/p-small.jpg" }),
];

export function aPoll(values: Partial<Row<"polls">> & { id: number; status_id: number }): Row<"polls"> {
  const titles = ["Monday", "Tuesday", "A Wednesday on which everybody has time, which is unlikely but let us try", "Thursday", "Friday", "الجمعة", "Sunday 🌞", XSS];
  const options = toJson(titles.map((title, at) => ({ title, votes_count: at * 3 })));
  return { account_id: 1, options, multiple: 0, hide_totals: 0, votes_count: 84, voters_count: 84, expires_at: NOW + 3 * 86_400_000, closed_at: 0, fetched_at: 0, ...values };
}

export function aPage(statuses: readonly Status[], values: Partial<StatusPage> = {}): StatusPage {
  const nobody = { favourited: new Set<number>(), reblogged: new Set<number>(), bookmarked: new Set<number>(), pinned: new Set<number>(), muted_conversations: new Set<number>() };
  return {
    viewer_id: 1,
    ids: statuses.map(({ id }) => id),
    statuses: new Map(statuses.map((status) => [status.id, status])),
    accounts: new Map(ACCOUNTS.map((account) => [account.id, account])),
    media: new Map(), mentions: new Map(), tags: new Map(), polls: new Map(), apps: new Map(),
    marks: { ...nobody, votes: new Map() },
    filtered: new Map(),
    ...values,
  }; // prettier-ignore
}

/** One of everything that a timeline can hold. */
export function aFullPage(): StatusPage {
  const original = aStatus({ id: 90, account_id: 2, created_at: NOW - 300 * MINUTE, content: `<p>Found it in the shed: <a href="https://radio.example/a/very/long/path" rel="nofollow"><span class="invisible">https://</span><span class="ellipsis">radio.example/a/very</span><span class="invisible">/long/path</span></a></p>`, language: "" });
  const statuses = [
    aStatus({ id: 120, created_at: NOW - 20_000 }),
    aStatus({ id: 119, account_id: 2, visibility: "direct", content: `<p><a href="https://kith.example/@mia" class="u-url mention">@<span>mia</span></a> Shall I bring bread? :cat:</p>`, emojis: toJson([{ shortcode: "cat", url: "https://elsewhere.example/cat.png" }]), in_reply_to_id: 120, in_reply_to_account_id: 1 }),
    aStatus({ id: 118, account_id: 5, language: "ar", visibility: "unlisted", content: "<p>صباح الخير! اليوم زرعنا النعناع في الحديقة، ورائحته تملأ البيت كله.</p>" }),
    aStatus({ id: 117, account_id: 3, content: `<p>Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ${"wide".repeat(40)}</p>`, created_at: NOW - 26 * 60 * MINUTE }),
    aStatus({ id: 116, account_id: 1, visibility: "private", edited_at: NOW - 5 * MINUTE, content: "<p>Four pictures from the garden <a href=\"https://kith.example/tags/Garden\" class=\"mention hashtag\" rel=\"tag\">#<span>Garden</span></a></p>" }),
    aStatus({ id: 115, account_id: 2, spoiler_text: "Spiders, and how they live in our shed", sensitive: 1 }),
    aStatus({ id: 114, account_id: 1, reblog_of_id: 90, content: "" }),
    aStatus({ id: 113, account_id: 4, content: "<p>When shall we meet?</p>", created_at: NOW - 90 * 86_400_000 }),
    aStatus({ id: 112, account_id: 2, sensitive: 1, content: "<p>One covered picture</p>", quoted_id: 120 }),
    aStatus({ id: 111, account_id: 1, content: `<blockquote><p>Quoted words</p></blockquote><pre><code>let a = "a long line of code that does not fit on a phone at all";</code></pre><ul><li>one</li><li>two</li></ul>`, quoted_id: 5, created_at: NOW - 800 * 86_400_000 }),
  ];
  const page = aPage(statuses);
  return {
    ...page,
    statuses: new Map([...page.statuses, [90, original]]),
    media: new Map([[116, pictures], [112, pictures.slice(0, 1)], [115, pictures.slice(0, 2)], [90, pictures.slice(0, 3)]]),
    polls: new Map([[113, aPoll({ id: 7, status_id: 113 })]]),
    mentions: new Map([[119, [{ account_id: 1, silent: false }]]]),
    tags: new Map([[116, [{ name: "garden", display_name: "Garden" }]]]),
    marks: { ...page.marks, favourited: new Set([118]), reblogged: new Set([117]), bookmarked: new Set([117]), pinned: new Set([120]), votes: new Map([[7, [2]]]) },
  }; // prettier-ignore
}

const user: User = { id: 1, email: "mia@example.org", email_lower: "mia@example.org", password_hash: "", role: "owner", locale: "en", settings: toJson({}), sign_up_reason: "", confirmed_at: NOW, approved: 1, disabled: 0, created_at: NOW, last_seen_at: NOW };

export function aContext(values: Partial<ViewContext> = {}): ViewContext {
  return {
    instance: {
      domain: "kith.example", title: "Garden Lane", description: "A small home for the people of Garden Lane and their friends.", contact_email: "hello@kith.example", origin: "https://kith.example", registrations: "approval",
      limits: { rate: true, status_characters: 5000, media_per_status: 4, image_bytes: 1, image_pixels: 1, inbox_bytes: 1, deliveries: 1, deliveries_per_host: 1 },
    },
    viewer: { account: mia, user, settings: { show_counts: true }, unread_notifications: 3, follow_requests: 0 },
    csrf: CSRF,
    now: NOW,
    path: "/home",
    fileUrl: (name) => `/media/${name}`,
    assetUrl: (name) => `/assets/${name}`,
    ...values,
  }; // prettier-ignore
}

export const visitor = (values: Partial<ViewContext> = {}): ViewContext => aContext({ viewer: undefined, ...values });

/** A conversation `levels` deep between two people, below status 1; forks at the given levels. */
export function aThread(levels: number, forks: readonly number[] = []): { root: Status; page: StatusPage; descendants: number[] } {
  const root = aStatus({ id: 1_000 });
  const statuses = [root];
  for (let level = 1; level <= levels; level += 1) {
    const parent = root.id + level * 2 - 2;
    const [a, b] = level % 2 === 0 ? [1, 2] : [2, 1];
    statuses.push(aStatus({ id: parent + 2, in_reply_to_id: parent, in_reply_to_account_id: b, account_id: a, content: `<p>Answer ${level}, which says a little more than the one before it.</p>` }));
    if (forks.includes(level)) statuses.push(aStatus({ id: parent + 1, in_reply_to_id: parent, in_reply_to_account_id: b, account_id: 5, content: `<p>Another answer at ${level}</p>` }));
  }
  const descendants = statuses.slice(1).map(({ id }) => id).toSorted((one, other) => one - other); // prettier-ignore
  return { root, page: aPage(statuses), descendants };
}
