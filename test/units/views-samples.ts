// Rows for the views to show, with what real life brings: long names, right-to-left text, emoji, markup where none belongs.
import type { Account, Media, Row, Status } from "../../src/db/schema.ts";
import { wholeAccount } from "../../src/accounts/insert.ts";
import { toJson } from "../../src/db/columns.ts";

export const NOW = Date.UTC(2026, 2, 12, 14, 30);
export const MINUTE = 60_000;
export const XSS = `<script>alert("x")</script>`;
export const CSRF = "sample-csrf-token-that-is-as-long-as-a-real-one";

export function anAccount(values: Partial<Account> = {}): Account {
  const id = values.id ?? 1;
  const username = values.username ?? "mia";
  const host = values.host ?? "";
  const origin = `https://${host === "" ? "kith.example" : host}`;
  return wholeAccount({
    id,
    username,
    host,
    uri: `${origin}/users/${id}`,
    url: `${origin}/@${username}`,
    display_name: "Mia Andersson",
    note: "<p>Bread, bicycles and old radios.</p>",
    note_source: "Bread, bicycles and old radios.",
    discoverable: 1,
    statuses_count: 212,
    followers_count: 38,
    following_count: 41,
    last_status_at: NOW,
    created_at: Date.UTC(2023, 4, 2),
    updated_at: NOW,
    ...values,
  });
}

export const mia = anAccount();
export const jon = anAccount({
  id: 2,
  username: "jon",
  host: "elsewhere.example",
  display_name: "Jon :cat: 🚲",
  emojis: toJson([{ shortcode: "cat", url: "https://elsewhere.example/cat.png" }]),
  note: "<p>Rides far.</p>",
});
export const mallory = anAccount({
  id: 3,
  username: "mallory",
  host: "bad.example",
  display_name: `${XSS}"><img src=x onerror=alert(1)>`,
  note: "",
});
export const longest = anAccount({
  id: 4,
  username: "an_exceedingly_long_user_name_that_goes_on",
  host: "a-server-with-a-rather-long-name.some-district.example.org",
  display_name: "Dr. Wolfeschlegelsteinhausenbergerdorff the Elder, of the House of Very Long Names",
  bot: 1,
});
export const layla = anAccount({
  id: 5,
  username: "layla",
  host: "bayt.example",
  display_name: "ليلى الحسيني",
  note: "<p>أكتب عن الحدائق والطبخ.</p>",
  locked: 1,
});
export const ACCOUNTS = [mia, jon, mallory, longest, layla];

export function aStatus(values: Partial<Status> & { id: number }): Status {
  const { id } = values;
  const account_id = values.account_id ?? 1;
  const local = account_id === 1 ? 1 : 0;
  return {
    uri: `https://kith.example/users/${account_id}/statuses/${id}`,
    url: `https://kith.example/@x/${id}`,
    account_id,
    local,
    reblog_of_id: null,
    quoted_id: null,
    in_reply_to_id: null,
    in_reply_to_account_id: null,
    in_reply_to_uri: "",
    conversation_id: 1,
    application_id: null,
    visibility: "public",
    local_only: 0,
    sensitive: 0,
    spoiler_text: "",
    content: "<p>The first tomatoes are out. Come by and taste them on Saturday!</p>",
    text: "",
    content_type: "text/plain",
    language: "en",
    emojis: toJson([]),
    replies_count: 2,
    reblogs_count: 1,
    favourites_count: 14,
    quotes_count: 0,
    created_at: NOW - 14 * MINUTE,
    edited_at: 0,
    expires_at: 0,
    deleted_at: 0,
    version: 1,
    quote_policy: 0,
    interactions: 0,
    approval_uri: "",
    reactions_count: 0,
    locked_by: 0,
    group_id: 0,
    title: "",
    posted_by: 0,
    told_at: 0,
    downvotes_count: 0,
    ...values,
  };
}

export const aQuote = ({ id, account_id, quoted_id }: Status): Row<"quotes"> => ({
  status_id: id,
  account_id,
  quoted_id: quoted_id ?? 0,
  quoted_account_id: 1,
  state: "accepted",
  stamp_uri: "",
  request_uri: "",
  created_at: NOW,
  updated_at: NOW,
});

export function aMedia(values: Partial<Media> & { id: number }): Media {
  return {
    account_id: 1,
    status_id: null,
    position: 0,
    kind: "image",
    mime_type: "image/webp",
    file: "media/aa/one.webp",
    preview_file: "media/aa/one-small.webp",
    remote_url: "",
    preview_remote_url: "",
    description: "Red tomatoes in a blue bowl",
    blurhash: "",
    meta: toJson({ original: { width: 1600, height: 1200 }, small: { width: 640, height: 480 } }),
    bytes: 1000,
    created_at: NOW,
    kept_by: 0,
    draft_id: 0,
    apart: 0,
    state: "ready",
    original: "",
    error: "",
    ...values,
  };
}

export const pictures = [
  aMedia({ id: 11 }),
  aMedia({
    id: 12,
    description: "",
    file: "media/bb/two.webp",
    preview_file: "media/bb/two-small.webp",
    meta: toJson({ small: { width: 360, height: 640 } }),
  }),
  aMedia({
    id: 13,
    description: `${XSS} a long description that tells of everything in the picture, `.repeat(6),
    meta: toJson({ small: { width: 640, height: 300 } }),
  }),
  aMedia({
    id: 14,
    file: "",
    preview_file: "",
    remote_url: "https://elsewhere.example/p.jpg",
    preview_remote_url: "https://elsewhere.example/p-small.jpg",
  }),
];

export function aPoll(values: Partial<Row<"polls">> & { id: number; status_id: number }): Row<"polls"> {
  const titles = [
    "Monday",
    "Tuesday",
    "A Wednesday on which everybody has time, which is unlikely but let us try",
    "Thursday",
    "Friday",
    "الجمعة",
    "Sunday 🌞",
    XSS,
  ];
  const options = toJson(titles.map((title, at) => ({ title, votes_count: at * 3 })));
  return {
    account_id: 1,
    options,
    multiple: 0,
    hide_totals: 0,
    votes_count: 84,
    voters_count: 84,
    expires_at: NOW + 3 * 86_400_000,
    closed_at: 0,
    fetched_at: 0,
    ...values,
  };
}
