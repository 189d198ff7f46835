/** The village's groups: one that Mia looks after, with all that can wait there; one for members only that she is in; one she is invited to. */
import type { Account } from "../../src/db/schema.ts";
import { getChat } from "../../src/chats/load.ts";
import { findOwnChatOfGroup } from "../../src/chats/of-group.ts";
import { sendToChat } from "../../src/chats/send.ts";
import { answerEvent } from "../../src/events/answer.ts";
import { findEventOf } from "../../src/events/beside.ts";
import { blankEvent } from "../../src/events/draft.ts";
import { holdEvent } from "../../src/events/hold.ts";
import { follow } from "../../src/follows/follow.ts";
import { tendChat } from "../../src/groups/chat.ts";
import { createGroup } from "../../src/groups/create.ts";
import { decide } from "../../src/groups/decide.ts";
import { invite } from "../../src/groups/invitations.ts";
import { createLink } from "../../src/groups/invite-links.ts";
import { banFrom } from "../../src/groups/membership.ts";
import { changeGroup } from "../../src/groups/change.ts";
import type { Kith } from "../../src/kith.ts";
import { fileReport } from "../../src/moderation/report.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import type { People } from "./village.ts";

/** Ids of Mia's group, a post and a member of it, its chat, and of one for members only; the code of a link. */
export type VillageGroups = { garden: number; post: number; member: number; family: number; link: string; chat: number };

const plain = { sensitive: false, spoiler_text: "", media_ids: [], language: "en", visibility: "public" } as const;

type Six = [Account, Account, Account, Account, Account, Account];

export async function makeGroups(kith: Kith, people: People): Promise<VillageGroups> {
  const [mia, jon, amara, tom, layla, pia] = ["mia", "jon", "amara", "tom", "layla", "pia"].map((name) => people[name]) as Six;
  const garden = await createGroup(kith, mia, {
    name: "canalgarden",
    title: "Gemeinschaftsgärtnerinnen & Nachbarn am Kanal",
    note: "Who waters when, what grows, and who has seeds to give. We meet on Saturdays at ten.",
    rules: ["Be kind.", "Seeds are given, not sold.", "Say so when the gate was open: the Großstadtwildschweine are back."],
  });
  for (const one of [jon, amara, layla]) await follow(kith, one, garden.account);
  const write = async (author: Account, text: string) =>
    await publishStatus(kith, author, { ...plain, text, group_id: garden.account.id });
  const post = await publishStatus(kith, amara, {
    ...plain,
    title: "Saturday's plan, and what is left of the Donaudampfschifffahrtsgesellschaftsgartenhaus",
    text: "The tomatoes go out, the beans go in. Bring gloves, the nettles have come back.",
    group_id: garden.account.id,
  });
  const second = await write(jon, "Seeds to give\n\nTwo handfuls of runner beans, from last year's best.");
  await dances(kith, garden.account.id, { holder: jon, comer: mia });
  const chat = await talk(kith, garden.account.id, [mia, jon, layla]);
  await publishStatus(kith, mia, { ...plain, text: "I bring the ladder.", in_reply_to_id: post.id });
  await decide(kith, garden, mia, { verdict: "pin", status: post });
  await decide(kith, garden, mia, { verdict: "lock", status: second, reason: "All given away." });
  const changed = await changeGroup(kith, garden, mia, { membership: "approval", approve_first: true });
  if (pia !== undefined) await follow(kith, pia, changed.account);
  await write(layla, "May I bring my goat? It is small, and eats nettles only.");
  await fileReport(kith, layla, { target: jon, status_ids: [second.id], comment: "The beans were mouldy." });
  await banFrom(kith, changed, mia, {
    target: tom,
    reason: "Sold the seeds he had been given.",
    expires_at: kith.now() + 9 * 86_400_000,
    with_posts: false,
  });
  await failToSweep(kith, { group_id: garden.account.id, account_id: tom.id });
  await invite(kith, changed, mia, people["sakura"] as Account);
  const { code } = await createLink(kith, changed, mia, { max_uses: 10, days: 30 });
  const family = await createGroup(kith, jon, {
    name: "familytable",
    title: "The long table",
    note: "Who cooks.",
    private: true,
    membership: "invitation",
  });
  await invite(kith, family, jon, mia);
  await follow(kith, mia, family.account);
  await publishStatus(kith, jon, { ...plain, text: "Dinner at eight, bring chairs.", group_id: family.account.id });
  const choir = await createGroup(kith, amara, {
    name: "canalchoir",
    title: "Canal choir",
    note: "Four voices, no notes.",
    membership: "invitation",
  });
  await invite(kith, choir, amara, mia);
  await decide(kith, changed, mia, { verdict: "unlock", status: second });
  return { garden: garden.account.id, post: post.id, member: amara.id, family: family.account.id, link: code, chat };
}

/** What somebody had written there has not all gone. */
async function failToSweep(kith: Kith, pair: { group_id: number; account_id: number }): Promise<void> {
  const row = { ...pair, what: "remove", reason: "", before_id: 1, failed: 1 } as const;
  await kith.write(async (tx) => void (await tx.insertInto("group_sweeps").values(row).execute()));
}

async function dances(kith: Kith, group_id: number, { holder, comer }: { holder: Account; comer: Account }): Promise<void> {
  const dance = { ...blankEvent, title: "Harvest dance", starts_at: kith.now() + 12 * 86_400_000, place_name: "At the gate" };
  const said = { text: "Bring what you have grown.", media_ids: [], language: "en", group_id };
  const held = await findEventOf(kith.db, (await holdEvent(kith, holder, said, { ...dance, time_zone: "Europe/Berlin" })).id);
  if (held !== undefined) await answerEvent(kith, comer, held, { answer: "yes" });
}

/** In the chat of a group. */
async function talk(kith: Kith, group_id: number, people: readonly Account[]): Promise<number> {
  await tendChat(kith, { type: "group.peopled", group_id });
  const words = ["The gate is open.", "I bring the ladder, the one that does not wobble.", "And I the goat?"];
  let id = 0;
  for (const [at, who] of people.entries()) {
    id = (await findOwnChatOfGroup(kith.db, group_id, who.id)) ?? 0;
    await sendToChat(kith, who, await getChat(kith.db, who.id, id), { text: words[at] ?? "", media_ids: [], language: "en" });
  }
  return id;
}

export const groupPages = ({ garden, post, member, link, chat }: VillageGroups) => ({
  explore_groups: "/explore/groups",
  groups: "/groups",
  new_group: "/groups/new",
  group: "/@canalgarden",
  group_top: "/@canalgarden?order=top",
  group_about: `/groups/${garden}/about`,
  group_events: `/groups/${garden}/events`,
  group_event_form: `/events/new?group=${garden}`,
  group_chat: `/messages/${chat}`,
  group_members: `/groups/${garden}/members`,
  group_log: `/groups/${garden}/log`,
  group_queue: `/groups/${garden}/queue`,
  group_settings: `/groups/${garden}/settings`,
  group_invite: `/groups/${garden}/invite`,
  group_close: `/groups/${garden}/close`,
  group_post: `/groups/${garden}/posts/${post}`,
  group_person: `/groups/${garden}/people/${member}`,
  group_link: `/groups/join/${link}`,
  group_private: "/@familytable",
  group_invited: "/@canalchoir",
  compose_group: `/compose?group=${garden}`,
  compose_group_barred: "/compose?group=canalchoir",
});

export const visitorGroupPages = ({ link }: VillageGroups) => ({
  visitor_group: "/@canalgarden",
  visitor_group_private: "/@familytable",
  visitor_groups: "/explore/groups",
  visitor_group_link: `/groups/join/${link}`,
});
