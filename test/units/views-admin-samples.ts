// Rows for the pages of administration, with markup in whatever others may have written.
import { toJson } from "../../src/db/columns.ts";
import type { Row } from "../../src/db/schema.ts";
import { aContext } from "./views-sample-pages.ts";
import { ACCOUNTS, NOW, XSS } from "./views-samples.ts";

export const own = aContext();
export const viewer = own.viewer === undefined ? undefined : { ...own.viewer, may: () => true };
export const ctx = aContext({ viewer, path: "/admin" });
export const accounts = new Map(ACCOUNTS.map((account) => [account.id, account]));
export const pager = { older: "/admin/accounts?max_id=2" };
export const problems = {
  title: XSS,
  domain: XSS,
  url: XSS,
  email: XSS,
  ip: XSS,
  text: XSS,
  accent: XSS,
  picture: XSS,
  list: XSS,
};
export const typed = { title: XSS, domain: XSS, url: XSS, email: XSS, ip: XSS, text: XSS, list: XSS };

export const report: Row<"reports"> = {
  id: 77,
  uri: "",
  account_id: 2,
  target_id: 3,
  category: "violation",
  comment: XSS,
  status_ids: toJson([120, 119, 4]),
  rule_ids: toJson([1]),
  collection_ids: toJson([]),
  forwarded: 0,
  assigned_id: 1,
  action_taken_at: NOW,
  action_taken_by_id: 1,
  created_at: NOW - 5000,
  updated_at: NOW,
};
export const strike = {
  id: 5,
  moderator_id: 1,
  target_id: 3,
  report_id: 77,
  action: "silence" as const,
  comment: XSS,
  status_ids: toJson([]),
  created_at: NOW,
};
export const note = { id: 6, target_type: "Account" as const, target_id: 3, account_id: 1, content: XSS, created_at: NOW };
export const template = { id: 7, title: XSS, text: XSS, created_at: NOW, updated_at: NOW };
export const rule = {
  id: 1,
  position: 1,
  text: XSS,
  hint: XSS,
  translations: toJson({ de: { text: XSS, hint: XSS } }),
  created_at: NOW,
  updated_at: NOW,
  deleted_at: 0,
};
export const host = {
  host: "far.example",
  state: "failing" as const,
  failures: 3,
  failed_at: NOW - 90_000,
  probe_at: NOW + 60_000,
  software: XSS,
  software_due: 0,
  software_failures: 0,
  signature_scheme: "" as const,
  updated_at: NOW,
  waiting: 4,
  retrying: 2,
  oldest_id: 9,
};
export const block = {
  id: 8,
  domain: "spam.example",
  severity: "suspend" as const,
  reject_media: 1 as const,
  reject_reports: 1 as const,
  private_comment: XSS,
  public_comment: XSS,
  obfuscate: 1 as const,
  created_at: NOW,
  updated_at: NOW,
};
export const ties = { hosts: ["spam.example", "sub.spam.example"], accounts: 3, following: 2, followers: 1 };
export const emoji = {
  id: 9,
  shortcode: "cat",
  host: "far.example",
  uri: "",
  image_url: "https://far.example/cat.png",
  category: XSS,
  visible: 0 as const,
  updated_at: 0,
  disabled: 1 as const,
};
export const announcement = {
  id: 10,
  text: XSS,
  content: "<p>Words</p>",
  all_day: 0 as const,
  starts_at: NOW,
  ends_at: NOW + 9000,
  scheduled_at: NOW,
  published_at: 0,
  created_at: NOW,
  updated_at: NOW,
};
export const user = {
  ...(own.viewer?.user as Row<"users">),
  id: 3,
  email: XSS,
  sign_up_reason: XSS,
  approved: 0 as const,
  confirmed_at: 0,
  disabled: 1 as const,
};
export const address = { user_id: 3, ip: "203.0.113.7", used_at: NOW };
export const measure = {
  key: "new_users",
  total: 3,
  previous_total: 2,
  days: [
    { day: NOW - 86_400_000, value: 1 },
    { day: NOW, value: 2 },
  ],
};
export const points = [
  { at: NOW - 9000, value: 1 },
  { at: NOW, value: 250_000_000 },
];
export const now = { people: 2, deliveries: 1, inbox: 0, jobs: 4, database: 1e6, media: 2e6, remote: 3e6, memory: 4e6 };

export const judging = { templates: [template], notes: [note], strikes: [strike], accounts };
