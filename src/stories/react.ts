/** Reactions to stories: one emoji a person, for its author alone. */
import { assertHere } from "../accounts/rules.ts";
import { flag } from "../db/columns.ts";
import type { Account, Tx } from "../db/schema.ts";
import { forbidden, invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import type { Happened } from "../statuses/entry.ts";
import { toEmoji } from "../text/emoji.ts";
import type { Story } from "./load.ts";
import { isFor, isShown } from "./visible.ts";

/** In the place of an earlier one. @throws Refusal `invalid` for what is no emoji, `forbidden` where none are wanted */
export async function reactToStory(kith: Kith, account: Account, story: Story, asked: string): Promise<void> {
  assertHere(account);
  const emoji = toEmoji(asked.trim());
  if (emoji === undefined) throw invalid("Validation failed: Emoji is not valid");
  if (story.reactions === 0 || story.account_id === account.id) throw forbidden("This story takes no reactions");
  await kith.write(async (tx, happened) => {
    const { id: reaction_id } = await putReaction(tx, kith, happened, { story, account, emoji, uri: "" });
    if (story.local === 0) happened({ type: "story.reacted", story_id: story.id, account_id: account.id, reaction_id, emoji });
  });
}

export async function unreactToStory(kith: Kith, account: Account, story: Story): Promise<void> {
  await kith.write(async (tx, happened) => {
    const gone = await removeReaction(tx, account, story);
    if (gone !== undefined && story.local === 0)
      happened({ type: "story.reacted", story_id: story.id, account_id: account.id, reaction_id: gone.id, emoji: "" });
  });
}

/** A story of ours, if it is shown and for them; else nothing they say of it counts. */
export async function findStoryFor(kith: Kith, account: Account, uri: string): Promise<Story | undefined> {
  const query = kith.db.selectFrom("stories").selectAll().where("uri", "=", uri).where("local", "=", 1);
  return await query.where(isShown(kith.now())).where(isFor(account.id)).executeTakeFirst();
}

/** From elsewhere. Whether it was to a story that they may see. */
export async function receiveStoryReaction(
  kith: Kith,
  account: Account,
  { story_uri, uri, reaction }: { story_uri: string; uri: string; reaction: string },
): Promise<boolean> {
  const story = await findStoryFor(kith, account, story_uri);
  const emoji = toEmoji(reaction);
  if (story === undefined || story.account_id === account.id) return false;
  if (emoji !== undefined && story.reactions === 1)
    await kith.write(async (tx, happened) => await putReaction(tx, kith, happened, { story, account, emoji, uri }));
  return true;
}

export async function receiveStoryUnreaction(kith: Kith, account: Account, story_uri: string): Promise<boolean> {
  const story = await findStoryFor(kith, account, story_uri);
  if (story !== undefined) await kith.write(async (tx) => await removeReaction(tx, account, story));
  return story !== undefined;
}

type Given = { story: Story; account: Account; emoji: string; uri: string };

/** Whoever reacts has seen it; that alone is not told. Its author hears of the first, not of each change of mind. */
async function putReaction(
  tx: Tx,
  kith: Kith,
  happened: Happened,
  { story, account, emoji, uri }: Given,
): Promise<{ id: number }> {
  const notice = { account_id: story.account_id, type: "story_reaction" as const, from_account_id: account.id };
  if (story.local === 1) await notify(tx, kith, happened, { ...notice, subject_id: story.id });
  const mark = { story_id: story.id, account_id: account.id, created_at: kith.now() };
  await tx
    .insertInto("story_views")
    .values({ ...mark, id: kith.newId(), listed: flag(false) })
    .onConflict((oc) => oc.doNothing())
    .execute();
  return await tx
    .insertInto("story_reactions")
    .values({ ...mark, id: kith.newId(), emoji, uri })
    .onConflict((oc) => oc.columns(["story_id", "account_id"]).doUpdateSet({ emoji, uri, created_at: mark.created_at }))
    .returning("id")
    .executeTakeFirstOrThrow();
}

const removeReaction = async (tx: Tx, account: Account, story: Story): Promise<{ id: number } | undefined> =>
  await tx
    .deleteFrom("story_reactions")
    .where("story_id", "=", story.id)
    .where("account_id", "=", account.id)
    .returning("id")
    .executeTakeFirst();
