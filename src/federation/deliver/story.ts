/** Sends the stories of our people, their end to every inbox that has got them, and what our people do with stories of others. Each is the handler of a job. */
import { findAccountById, loadAccounts } from "../../accounts/find.ts";
import { rfc3339 } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import type { Story } from "../../stories/load.ts";
import { actorUri } from "../../uris.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toDelete } from "../write/activities.ts";
import type { Json } from "../write/complete.ts";
import { addressedTo } from "../write/copy.ts";
import { withKithContext } from "../write/friend.ts";
import { toReaction, toUnreaction } from "../write/reaction.ts";
import { storyExtras, toStoryCreate, toPixelfedReaction, toView, type WholeStory } from "../write/story.ts";
import { followerInboxes, inboxesOf } from "./recipients.ts";
import { nothingToSend, send, sendAll, type Envelope, type Job } from "./send.ts";

export async function deliverStory(kith: Kith, event: KithEventOf<"story.published">, job: Job): Promise<void> {
  const whole = await loadOwnStory(kith, event.story_id);
  if (whole === undefined || whole.story.ended_at > 0) return await nothingToSend(kith, job);
  const envelopes = await envelopesOf(kith, whole);
  const inboxes = envelopes.flatMap((envelope) => [...envelope.inboxes]);
  if (inboxes.length === 0) return await nothingToSend(kith, job);
  // Before anything goes: whoever has got it is to hear of its end.
  await noteInboxes(kith, event.story_id, inboxes);
  await sendAll(kith, envelopes, job);
}

/** A story of ours with all that its document names. */
export async function loadOwnStory(kith: Kith, id: number): Promise<WholeStory | undefined> {
  const story = await kith.db.selectFrom("stories").selectAll().where("id", "=", id).where("local", "=", 1).executeTakeFirst();
  const author = story === undefined ? undefined : await findAccountById(kith.db, story.account_id);
  if (story === undefined || author === undefined) return undefined;
  const named = story.audience === "people" ? await loadReaders(kith, story) : [];
  const media = await kith.db.selectFrom("media").selectAll().where("id", "=", story.media_id).executeTakeFirst();
  return { story, author, media, named };
}

async function loadReaders({ db }: Kith, { id }: Story): Promise<Account[]> {
  const rows = await db.selectFrom("story_readers").select("account_id").where("story_id", "=", id).execute();
  const accounts = await loadAccounts(
    db,
    rows.map(({ account_id }) => account_id),
  );
  return [...accounts.values()].filter(({ deleted_at, suspended_at }) => deleted_at === 0 && suspended_at === 0);
}

export async function renderStoryCreate(kith: Kith, whole: WholeStory): Promise<Json> {
  const writer = await loadWriter(kith);
  return withKithContext(await serialise(toStoryCreate(whole, writer), "status", storyExtras(whole, writer)));
}

/** For a circle, each of its people gets a copy that names nobody else. */
async function envelopesOf(kith: Kith, whole: WholeStory): Promise<Envelope[]> {
  const { story, author } = whole;
  const activity = await renderStoryCreate(kith, whole);
  const envelope = { account_id: author.id, status_id: null, activity, priority: 1 } as const;
  if (story.audience === "followers")
    return [{ ...envelope, inboxes: await followerInboxes(kith, author.id), for_followers: true }];
  const readers = (await loadReaders(kith, story)).filter(({ host }) => host !== "");
  if (story.audience === "people")
    return [
      {
        ...envelope,
        inboxes: await inboxesOf(
          kith,
          readers.map(({ id }) => id),
          "own",
        ),
      },
    ];
  return readers.map(({ id, uri, inbox_url }) => ({
    ...envelope,
    activity: addressedTo(activity, { uri, mark: id }),
    inboxes: [inbox_url],
  }));
}

async function noteInboxes(kith: Kith, story_id: number, inboxes: readonly string[]): Promise<void> {
  const rows = [...new Set(inboxes)].map((inbox_url) => ({ id: kith.newId(), story_id, inbox_url }));
  await kith.write(async (tx) => {
    for (let at = 0; at < rows.length; at += ROWS)
      await tx
        .insertInto("story_inboxes")
        .values(rows.slice(at, at + ROWS))
        .onConflict((oc) => oc.doNothing())
        .execute();
  });
}
const ROWS = 200;

export async function deliverStoryEnd(kith: Kith, event: KithEventOf<"story.ended">, job: Job): Promise<void> {
  const rows = await kith.db.selectFrom("story_inboxes").select("inbox_url").where("story_id", "=", event.story_id).execute();
  if (rows.length === 0) return await nothingToSend(kith, job);
  const deed = { actor_uri: actorUri(kith.instance, event.account_id), object_uri: event.uri };
  const activity = await serialise(toDelete(deed, { to: [], cc: [] }, await loadWriter(kith)), "status");
  const inboxes = rows.map(({ inbox_url }) => inbox_url);
  await send(kith, { account_id: event.account_id, status_id: null, activity, inboxes, priority: 1 }, job);
}

export async function deliverStoryView(kith: Kith, event: KithEventOf<"story.seen">, job: Job): Promise<void> {
  const found = await toAuthor(kith, event);
  if (found === undefined) return await nothingToSend(kith, job);
  const { deed, inbox_url } = found;
  const uri = `${deed.actor_uri}#story-views/${event.story_id}`;
  const activity = toView({ ...deed, uri });
  await send(kith, { account_id: event.account_id, status_id: null, activity, inboxes: [inbox_url], priority: 2 }, job);
}

export async function deliverStoryReaction(kith: Kith, event: KithEventOf<"story.reacted">, job: Job): Promise<void> {
  const found = await toAuthor(kith, event);
  if (found === undefined) return await nothingToSend(kith, job);
  const { deed, inbox_url, software } = found;
  // Each is a new one: what comes twice under one id is done once.
  const uri = `${deed.actor_uri}#story-reactions/${event.reaction_id}/${job.row.id}`;
  // It knows of no taking back.
  if (software === "pixelfed" && event.emoji === "") return await nothingToSend(kith, job);
  const write = event.emoji === "" ? toUnreaction : toReaction;
  const activity =
    software === "pixelfed"
      ? toPixelfedReaction({ ...deed, uri }, event.emoji, rfc3339(kith.now()))
      : await serialise(write({ ...deed, uri, name: event.emoji, image_url: "" }, await loadWriter(kith)), "reaction");
  await send(kith, { account_id: event.account_id, status_id: null, activity, inboxes: [inbox_url], priority: 1 }, job);
}

/** The author of a story elsewhere that is still shown. */
async function toAuthor(kith: Kith, { story_id, account_id }: { story_id: number; account_id: number }) {
  const row = await kith.db
    .selectFrom("stories")
    .innerJoin("accounts", "accounts.id", "stories.account_id")
    .leftJoin("hosts", "hosts.host", "accounts.host")
    .select(["stories.uri", "accounts.uri as author_uri", "accounts.inbox_url", "hosts.software"])
    .where("stories.id", "=", story_id)
    .where("stories.ended_at", "=", 0)
    .where("stories.local", "=", 0)
    .where("accounts.suspended_at", "=", 0)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const deed = { actor_uri: actorUri(kith.instance, account_id), object_uri: row.uri, author_uri: row.author_uri };
  return { deed, inbox_url: row.inbox_url, software: (row.software ?? "").split(" ", 1)[0] };
}
