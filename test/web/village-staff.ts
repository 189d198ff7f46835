/** What those who run the village have to do: somebody who wants in, reports, blocks, announcements, rules, emojis, and a month of numbers. */
import { createUser } from "../../src/accounts/create.ts";
import { createInvite } from "../../src/access/invites.ts";
import { addAnnouncement } from "../../src/announcements/write.ts";
import type { Account } from "../../src/db/schema.ts";
import { addEmoji } from "../../src/emojis/emojis.ts";
import { insertHosts } from "../../src/federation/deliver/hosts.ts";
import { GAUGES } from "../../src/health/gauges.ts";
import { NEVER } from "../../src/jobs/leases.ts";
import type { Kith } from "../../src/kith.ts";
import { moderate } from "../../src/moderation/actions.ts";
import { allowDomain } from "../../src/moderation/allows.ts";
import { blockDomain } from "../../src/moderation/domains.ts";
import { blockCanonicalEmail, blockEmailDomain, meetEmailDomain } from "../../src/moderation/emails.ts";
import { blockIp } from "../../src/moderation/ips.ts";
import { addNote } from "../../src/moderation/notes.ts";
import { fileReport } from "../../src/moderation/report.ts";
import { addTemplate } from "../../src/moderation/templates.ts";
import { addRule } from "../../src/policies/rules.ts";
import { publishTerms, writeText } from "../../src/policies/texts.ts";
import { deleteStatus } from "../../src/statuses/delete.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { reviewTrend } from "../../src/trends/load.ts";
import { draft, painting } from "./village-talk.ts";

/** `deleted`: a report about what is not there any more. */
export type StaffWork = {
  report: number;
  deleted: number;
  rule: number;
  announcement: number;
  domain: number;
  newcomer: number;
  host: string;
};
type People = Readonly<Record<string, Account>>;

const HOUR = 3_600_000;

/** Ids of what has a page of its own. */
export async function giveWork(kith: Kith, people: People, thread_id: number): Promise<StaffWork> {
  const by = { id: (people["mia"] as Account).id };
  const { newcomer, rule, report } = await judge(kith, people, thread_id);
  const deleted = await judgeDeleted(kith, people["jon"] as Account, people["amara"] as Account);
  const host = await blockServers(kith, by);
  const domain = await blockDomain(kith, by, "spam.example", {
    severity: "suspend",
    public_comment: "Nothing but advertisements",
    private_comment: "Three reports in one day",
    reject_media: true,
  });
  await blockDomain(kith, by, "a-very-long-name-of-a-server-that-nobody-can-remember.and-another-part.example", {
    severity: "silence",
  });
  await allowDomain(kith, by, "friends.example");
  const announcement = await speak(kith, by);
  await months(kith);
  await reviewTags(kith, by);
  return {
    report,
    deleted,
    rule,
    announcement,
    domain: domain.id,
    newcomer,
    host,
  };
}

async function judge(kith: Kith, people: People, thread_id: number): Promise<{ newcomer: number; rule: number; report: number }> {
  const [mia, jon, amara, tom] = ["mia", "jon", "amara", "tom"].map((name) => people[name] as Account) as [
    Account,
    Account,
    Account,
    Account,
  ];
  const by = { id: mia.id };
  const newcomer = await createUser(kith, {
    username: "edda",
    email: "edda@mail.example",
    password: "correct horse battery",
    approved: false,
    confirmed: true,
    reason: "Amara told me about the seed swap. I grow beans, and write about them.",
  });
  await addTemplate(kith, by, {
    title: "Advertising",
    text: "We are a server of neighbours. Please do not advertise here; write about what you do instead.",
  });
  await moderate(kith, by, tom, { type: "none", text: "Please put covers over pictures of accidents.", letter: false });
  await addNote(
    kith,
    by,
    { target_type: "Account", target_id: tom.id, name: "tom" },
    "Talked to him on the phone. He means well.",
  );
  const rule = await addRule(kith, by, {
    text: "Be kind, also to those who are wrong.",
    hint: "Argue with what was said, never with who said it.",
  });
  await addRule(kith, by, { text: "No advertising.", hint: "" });
  const report = await fileReport(kith, jon, {
    target: amara,
    category: "spam",
    comment: "The third advertisement for the same seeds this week, and she does not answer.",
    status_ids: await postsOf(kith, amara),
    rule_ids: [rule.id],
  });
  await fileReport(kith, tom, { target: mia, comment: "Too many maps.", status_ids: [thread_id] });
  await addNote(
    kith,
    by,
    { target_type: "Report", target_id: report.id, name: `#${report.id}` },
    "I know both: let us wait a day.",
  );
  return { newcomer: newcomer.account.id, rule: rule.id, report: report.id };
}

async function judgeDeleted(kith: Kith, by: Account, target: Account): Promise<number> {
  const words = draft("Seeds, seeds, seeds: three bags for the price of two, today only, at the gate of everybody's garden.");
  const status = await publishStatus(kith, target, words);
  const report = await fileReport(kith, by, { target, status_ids: [status.id], comment: "And again." });
  await deleteStatus(kith, status);
  return report.id;
}

/** What all here see: announcements, emojis, texts. Returns the id of an announcement. */
async function speak(kith: Kith, by: { id: number }): Promise<number> {
  const announcement = await addAnnouncement(kith, by, {
    text: "On Saturday we move to a new disk. Pages may be slow from nine to ten.",
    starts_at: kith.now() + 48 * HOUR,
    ends_at: kith.now() + 49 * HOUR,
  });
  await addAnnouncement(kith, by, { text: "Seed swap in spring: details will follow.", draft: true });
  await addEmoji(kith, by, { shortcode: "linden", bytes: await painting(110, 128, 128), category: "Village" });
  await addEmoji(kith, by, { shortcode: "loaf", bytes: await painting(40, 128, 96), disabled: true });
  await createInvite(kith, { id: by.id, role: "owner" }, { max_uses: 5, days: 30 });
  await writeText(
    kith,
    by,
    "extended_description",
    "## The tree\n\nIt stands in the middle of the village, and so do we.\n\n- **Everybody** is welcome.\n- Nobody is a product.",
  );
  await publishTerms(kith, by, { text: "Be good.", effective_date: "2026-01-01", changelog: "The first ones." });
  return announcement.id;
}

async function postsOf({ db }: Kith, { id }: Account): Promise<number[]> {
  const rows = await db
    .selectFrom("statuses")
    .select("id")
    .where("account_id", "=", id)
    .where("reblog_of_id", "is", null)
    .orderBy("id")
    .limit(2)
    .execute();
  return rows.map((row) => row.id);
}

async function blockServers(kith: Kith, by: { id: number }): Promise<string> {
  await blockEmailDomain(kith, by, { domain: "throwaway.example", allow_with_approval: true });
  await meetEmailDomain(kith, "somebody@throwaway.example", "203.0.113.9");
  await blockCanonicalEmail(kith, by, { email: "nuisance@mail.example" });
  await blockIp(kith, by, { ip: "203.0.113.0/24", severity: "sign_up_block", comment: "A wave of robots", expires_in: 86_400 });
  await kith.write(async (tx) => {
    await insertHosts(tx, kith, ["harbour-lights.example", "quiet.example"]);
    const failing = {
      state: "failing" as const,
      failures: 7,
      failed_at: kith.now() - 5 * HOUR,
      probe_at: kith.now() + HOUR,
      software: "mastodon 4.5.2",
    };
    await tx.updateTable("hosts").set(failing).where("host", "=", "quiet.example").execute();
    const job = { unique_key: "", lane: "", priority: 1, run_at: NEVER, attempts: 9, leased_until: 0, lease: "" };
    const failed = {
      id: kith.newId(),
      kind: "status.published/deliver",
      payload: '{"type":"status.published","status_id":1}',
      last_error: "the document could not be made",
    };
    await tx
      .insertInto("jobs")
      .values({ ...job, ...failed })
      .execute();
  });
  return "quiet.example";
}

/** Numbers as a month would have left them. */
async function months(kith: Kith): Promise<void> {
  const rows = GAUGES.flatMap((name, kind) =>
    Array.from({ length: 60 }, (_, at) => ({
      name,
      at: Math.round(kith.now() - (60 - at) * 12 * HOUR),
      value: Math.round((kind < 4 ? 20 : 3e8) * (1 + at / 40 + Math.sin(at / 3 + kind) / 3)),
    })),
  );
  await kith.write(async (tx) => await tx.insertInto("gauges").values(rows).execute());
}

async function reviewTags(kith: Kith, by: { id: number }): Promise<void> {
  const tags = await kith.db.selectFrom("tags").select("id").orderBy("id").limit(2).execute();
  for (const [at, { id }] of tags.entries())
    await reviewTrend(kith, by, { kind: "tag", subject_id: id, state: at === 0 ? "approved" : "rejected" });
}
