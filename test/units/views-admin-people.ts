// The pages of administration about people and other servers.
import { toJson } from "../../src/db/columns.ts";
import type { Html } from "../../src/html.ts";
import { accountPageView } from "../../views/admin/account.ts";
import { auditView } from "../../views/admin/audit.ts";
import { allowsView, domainsView, domainView, importView, newDomainView } from "../../views/admin/domains.ts";
import { addressesView, emailsView, invitesView, ipsView } from "../../views/admin/entrance.ts";
import { hostPageView, hostsView } from "../../views/admin/hosts.ts";
import { accountsView } from "../../views/admin/people.ts";
import { relaysView } from "../../views/admin/relays.ts";
import { reportPageView, reportsView } from "../../views/admin/reports.ts";
import { templatesView } from "../../views/admin/templates.ts";
import { aFullPage } from "./views-sample-pages.ts";
import { NOW, XSS, jon, mallory } from "./views-samples.ts";
import {
  accounts,
  address,
  block,
  ctx,
  host,
  judging,
  pager,
  problems,
  report,
  rule,
  template,
  ties,
  typed,
  user,
} from "./views-admin-samples.ts";

const aStory = {
  id: 5,
  uri: "https://alpha.test/users/1/stories/5",
  account_id: 1,
  local: 1,
  text: XSS,
  background: "sea",
  media_id: 0,
  audience: "followers",
  circle_id: 0,
  reach: 0,
  replies: 1,
  reactions: 1,
  kept: 0,
  created_at: NOW,
  expires_at: NOW,
  ended_at: 0,
} as const;

const accountSamples = (): Record<string, Html> => ({
  admin_reports: reportsView(ctx, {
    reports: [report, { ...report, id: 78, action_taken_at: 0 }],
    accounts,
    asked: { resolved: true, host: XSS },
    pager,
  }),
  admin_report: reportPageView(ctx, {
    ...judging,
    report: { ...report, action_taken_at: 0 },
    target: jon,
    page: aFullPage(),
    rules: [rule],
    collections: [XSS],
    stories: [{ story: aStory, media: undefined, seen: true, reaction: "" }],
    others: [{ ...report, id: 79 }],
  }),
  admin_accounts: accountsView(ctx, {
    ids: [1, 2, 3],
    page: { accounts, users: new Map([[3, user]]), addresses: new Map([[3, [address]]]), inviters: new Map() },
    asked: { q: XSS, origin: "local", status: "pending", role: "user", host: XSS },
    pager,
  }),
});

const judgingSamples = (): Record<string, Html> => ({
  admin_account: accountPageView(ctx, {
    ...judging,
    account: { ...mallory, host: "", suspended_at: NOW, silenced_at: NOW, sensitized_at: NOW },
    user,
    factors: { totp: true, keys: [], recovery_codes: 3 },
    addresses: [address],
    reports: [report],
    reports_made: 2,
    inviter_id: 2,
    sends_mail: true,
  }),
  admin_account_elsewhere: accountPageView(ctx, {
    ...judging,
    account: jon,
    user: undefined,
    factors: undefined,
    addresses: [],
    strikes: [],
    notes: [],
    reports: [],
    reports_made: 0,
    inviter_id: 0,
    sends_mail: false,
  }),
  admin_templates: templatesView(ctx, { templates: [template], typed, problems }),
  admin_audit: auditView(ctx, {
    entries: [
      {
        id: 1,
        account_id: 0,
        action: "suspend",
        target_type: "Account",
        target_id: 3,
        target_name: XSS,
        details: toJson({ text: XSS, report_id: 7 }),
        created_at: NOW,
      },
    ],
    accounts,
    kinds: { actions: ["suspend"], target_types: ["Account"] },
    asked: { who: XSS, action: "suspend", target_type: "", whom: XSS },
    pager,
  }),
});

const serverSamples = (): Record<string, Html> => ({
  admin_hosts: hostsView(ctx, {
    hosts: [
      host,
      { ...host, host: "down.example", state: "down", waiting: 0 },
      { ...host, host: "ok.example", state: "ok", failures: 0 },
      { ...host, host: "held.example", state: "paused" },
    ],
    state: "failing",
    name: XSS,
    pager,
  }),
  admin_host: hostPageView(ctx, {
    host,
    waiting: [{ id: 4, inbox_url: XSS, attempts: 2, run_at: NOW + 9000, last_error: XSS, kind: "Create" }],
    pager,
    accounts: 3,
    following: 2,
    followers: 1,
    blocked: false,
  }),
  admin_domains: domainsView(ctx, { blocks: [block], name: XSS, files: ["", XSS], pager, typed, problems }),
  admin_domain_new: newDomainView(ctx, { domain: XSS, ties: undefined, problems }),
  admin_domain_ties: newDomainView(ctx, { domain: XSS, ties, typed, problems }),
  admin_domain: domainView(ctx, { block, ties }),
  admin_import: importView(ctx, {
    blocks: [{ domain: "spam.example", terms: { severity: "silence", public_comment: XSS }, known: false }],
    aside: 1,
  }),
});

const entranceSamples = (): Record<string, Html> => ({
  admin_allows: allowsView(ctx, { allows: [{ id: 1, domain: XSS, created_at: NOW }], limited: true, pager, typed, problems }),
  admin_relays: relaysView(ctx, {
    relays: [
      {
        id: 1,
        kind: "mastodon",
        url: XSS,
        inbox_url: "",
        actor_uri: "",
        state: "pending",
        follow_uri: "",
        created_at: NOW,
        updated_at: NOW,
      },
    ],
    typed,
    problems,
  }),
  admin_emails: emailsView(ctx, {
    blocks: [{ id: 1, domain: XSS, allow_with_approval: 1, created_at: NOW }],
    tries: new Map([
      [
        1,
        [
          { day: NOW, tries: 2, addresses: 1 },
          { day: NOW - 1, tries: 0, addresses: 0 },
        ],
      ],
    ]),
    pager,
    typed,
    problems,
  }),
  admin_addresses: addressesView(ctx, {
    blocks: [{ id: 1, canonical_email_hash: "a".repeat(64), account_id: 0, created_at: NOW }],
    pager,
    found: true,
    typed,
    problems,
  }),
  admin_ips: ipsView(ctx, {
    blocks: [{ id: 1, ip: "203.0.113.0/24", severity: "no_access", comment: XSS, expires_at: NOW + 9000, created_at: NOW }],
    pager,
    typed,
    problems,
  }),
  admin_invites: invitesView(ctx, {
    invites: [{ id: 1, user_id: 2, code: XSS, max_uses: 3, uses: 1, expires_at: NOW + 9000, created_at: NOW, open: true }],
    accounts,
    who: XSS,
    members: true,
    pager,
  }),
});

/** About people and other servers. */
export const adminPeopleSamples = (): Record<string, Html> => ({
  ...accountSamples(),
  ...judgingSamples(),
  ...serverSamples(),
  ...entranceSamples(),
});
