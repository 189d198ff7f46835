/** What the people of the village write to each other in private, and what one of them has not published yet. */
import { addToGroup, createGroup } from "../../src/chats/groups.ts";
import { findChatOf, getChat } from "../../src/chats/load.ts";
import { sendMessage, sendToChat } from "../../src/chats/send.ts";
import type { Account } from "../../src/db/schema.ts";
import { createDraft } from "../../src/drafts/drafts.ts";
import type { Kith } from "../../src/kith.ts";
import { addMedia } from "../../src/media/add.ts";
import { scheduleStatus } from "../../src/scheduled/schedule.ts";
import type { People } from "./village.ts";
import { draft, painting } from "./village-talk.ts";

const HOUR = 3_600_000;

/** Ids: a conversation of several, a group of people, a draft with everything in it, something scheduled; all Mia's. */
export type Letters = { talk: number; group: number; draft: number; scheduled: number };

export async function letters(kith: Kith, people: People): Promise<Letters> {
  const [mia, jon, tom, layla] = ["mia", "jon", "tom", "layla"].map((name) => people[name] as Account) as [
    Account,
    Account,
    Account,
    Account,
  ];
  const says = async (author: Account, to: readonly Account[], text: string, media_ids: number[] = []) =>
    await sendMessage(
      kith,
      author,
      to.map(({ id }) => id),
      { text, media_ids, language: "en" },
    );
  await says(layla, [mia], "خبز الغد جاهز، هل تأتين؟");
  await says(tom, [mia], `${"Donaudampfschifffahrt".repeat(6)}, if you see what I mean.`);
  const last = await table(kith, { mia, jon, tom }, says);
  await says(jon, [mia], "Have you seen my plane?");
  const conversation = await findChatOf(kith.db, mia.id, last);
  return { talk: conversation?.id ?? 0, group: await oven(kith, { mia, jon, tom, layla }), ...(await unpublished(kith, mia)) };
}

/** A group of people, one of whom came later. */
async function oven(kith: Kith, { mia, jon, tom, layla }: Record<"mia" | "jon" | "tom" | "layla", Account>): Promise<number> {
  const id = await createGroup(kith, mia, { name: "The oven, Saturdays", people: [jon.id, tom.id] });
  const says = async (author: Account, text: string, in_reply_to_id?: number) =>
    await sendToChat(kith, author, await getChat(kith.db, author.id, id), {
      text,
      media_ids: [],
      language: "en",
      in_reply_to_id,
    });
  const wood = await says(jon, "Who has dry wood?");
  await says(tom, "Not I. It rained on mine for a week.");
  await addToGroup(kith, jon, await getChat(kith.db, jon.id, id), layla.id);
  await says(mia, "Layla has, I think.", wood.id);
  return id;
}

type Says = (author: Account, to: readonly Account[], text: string, media_ids?: number[]) => Promise<{ id: number }>;

async function table(kith: Kith, { mia, jon, tom }: Record<"mia" | "jon" | "tom", Account>, says: Says): Promise<number> {
  await says(jon, [mia, tom], "The long table needs a new leg. I have oak. Saturday?");
  await says(jon, [mia, tom], "Or Sunday, if it rains.");
  await says(mia, [jon, tom], "Saturday is good. I bring bread and the small saw.");
  await says(tom, [mia, jon], "I would rather not be woken before nine, as I have said at the last two meetings.");
  const bytes = await painting(80, 900, 600);
  const { id } = await addMedia(kith, jon, { bytes, description: "The table upside down, three legs in the air" });
  await says(jon, [mia, tom], "It looks worse than it is:", [id]);
  return (await says(mia, [jon, tom], "🙈")).id;
}

async function unpublished(kith: Kith, mia: Account): Promise<{ draft: number; scheduled: number }> {
  const pictures: number[] = [];
  for (const [hue, description] of [
    [20, ""],
    [190, "The oven from the side"],
  ] as const) {
    const bytes = await painting(hue, 800, 1100);
    pictures.push((await addMedia(kith, mia, { bytes, description })).id);
  }
  await createDraft(
    kith,
    mia,
    draft("", { poll: { options: ["Rye"], multiple: false, hide_totals: false, expires_in: 86_400 } }),
  );
  const kept = await createDraft(
    kith,
    mia,
    draft("A word on the oven, and on who cleans it, which @jon and @nobody.in.particular may want to read twice.", {
      media_ids: pictures,
      spoiler_text: "Village politics, once more",
      visibility: "direct",
    }),
  );
  const times = [26, 30, 30.25, 24 * 6, 24 * 13].map((hours) => kith.now() + hours * HOUR);
  const ids: number[] = [];
  for (const [at, time] of times.entries())
    ids.push((await scheduleStatus(kith, mia, draft(`Bread at six, oven day number ${at + 1}. Bring your own dough.`), time)).id);
  return { draft: kept.id, scheduled: ids[0] ?? 0 };
}
