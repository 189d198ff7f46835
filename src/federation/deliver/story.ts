/** Sends the stories of our people, their end to every inbox that has got them, and what our people do with stories of others. Each is the handler of a job. */
import { findAccountById, loadAccounts } from "../../accounts/find.ts";
import type { Account, Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { readsStoryAdds } from "../../hosts/software.ts";
import { escapeHtml } from "../../html.ts";
import { hostOf } from "../../http/urls.ts";
import type { Story } from "../../stories/load.ts";
import { capabilityOf, opened } from "../../stories/files.ts";
import { activityUri, actorUri } from "../../uris.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toDelete } from "../write/activities.ts";
import type { Json } from "../write/complete.ts";
import { addressedTo } from "../write/copy.ts";
import { withKithContext } from "../write/friend.ts";
import { toReaction, toUnreaction } from "../write/reaction.ts";
import { suitsPixelfed, toPixelfedReaction, toPixelfedReply, toStoryAdd, toStoryDelete } from "../write/pixelfed.ts";
import { storyExtras, toStoryCreate, toView, type WholeStory } from "../write/story.ts";
import { endedApart, keptApart } from "./apart.ts";
import { followerInboxes, inboxesOf } from "./recipients.ts";
import { nothingToSend, send, sendAll, type Envelope, type Job } from "./send.ts";

export async function deliverStory(kith: Kith, event: KithEventOf<"story.published">, job: Job): Promise<void> {
  const whole = await loadOwnStory(kith, event.story_id);
  if (whole === undefined || whole.story.ended_at > 0) return await nothingToSend(kith, job);
  const envelopes = await envelopesOf(kith, whole);
  const inboxes = envelopes.flatMap((envelope) => [...envelope.inboxes]);
  if (inboxes.length === 0) return await nothingToSend(kith, job);
  const framed = suitsPixelfed(whole) ? await inboxesOfPixelfed(kith, inboxes) : new Set<string>();
  // Before anything goes: whoever has got it is to hear of its end.
  await noteInboxes(kith, event.story_id, inboxes, framed);
  const others = envelopes.map((envelope) => ({ ...envelope, inboxes: [...envelope.inboxes].filter((one) => !framed.has(one)) }));
  const [first] = envelopes;
  const add = toStoryAdd(whole, capabilityOf(kith, event.story_id));
  const apart = framed.size === 0 || first === undefined ? [] : [{ ...first, activity: add, inboxes: [...framed] }];
  const plain = others.filter(({ inboxes: some }) => some.length > 0);
  const kept = whole.story.audience === "followers" ? plain : await keptApart(kith, plain);
  await sendAll(kith, [...kept, ...apart], job);
}

/** A story of ours with all that its document names. */
export async function loadOwnStory(kith: Kith, id: number): Promise<WholeStory | undefined> {
  const story = await kith.db.selectFrom("stories").selectAll().where("id", "=", id).where("local", "=", 1).executeTakeFirst();
  const author = story === undefined ? undefined : await findAccountById(kith.db, story.account_id);
  if (story === undefined || author === undefined) return undefined;
  const named = story.audience === "people" ? await loadReaders(kith, story) : [];
  const row = await kith.db.selectFrom("media").selectAll().where("id", "=", story.media_id).executeTakeFirst();
  // Another server may fetch it as long as it is shown.
  const media = row === undefined ? undefined : opened(kith, row, story.expires_at);
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

/** Those of the inboxes whose servers read it as Pixelfed does. */
async function inboxesOfPixelfed(kith: Kith, inboxes: readonly string[]): Promise<Set<string>> {
  const found = await readsStoryAdds(kith.db, [...new Set(inboxes.map(hostOf))]);
  return new Set(inboxes.filter((inbox) => found.has(hostOf(inbox))));
}

async function noteInboxes(kith: Kith, story_id: number, inboxes: readonly string[], framed: ReadonlySet<string>): Promise<void> {
  const formOf = (inbox_url: string) => (framed.has(inbox_url) ? "pixelfed" : "");
  const rows = [...new Set(inboxes)].map((inbox_url) => ({ id: kith.newId(), story_id, inbox_url, form: formOf(inbox_url) }));
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
  const query = kith.db.selectFrom("story_inboxes").select(["inbox_url", "form"]);
  const rows = await query.where("story_id", "=", event.story_id).execute();
  if (rows.length === 0) return await nothingToSend(kith, job);
  const actor_uri = actorUri(kith.instance, event.account_id);
  const deed = { actor_uri, object_uri: event.uri };
  const usual = await serialise(toDelete(deed, { to: [], cc: [] }, await loadWriter(kith)), "gone");
  const to = (form: string, activity: Json): Envelope => {
    const inboxes = rows.filter((row) => row.form === form).map(({ inbox_url }) => inbox_url);
    return { account_id: event.account_id, status_id: null, activity, inboxes, priority: 1 };
  };
  const sent = [...(await endedApart(kith, to("", usual))), to("pixelfed", toStoryDelete(actor_uri, event.uri))];
  await sendAll(kith, sent, job);
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
      ? toPixelfedReaction({ ...deed, uri }, { content: event.emoji, published: kith.now() })
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

/** A direct status that answers a story of Pixelfed's, as it reads it; undefined for all others. */
export async function pixelfedReply(kith: Kith, status: Status): Promise<Pick<Envelope, "activity" | "inboxes"> | undefined> {
  const query = kith.db.selectFrom("stories").select("id").where("uri", "=", status.in_reply_to_uri);
  const story = await query.executeTakeFirst();
  const found = story && (await toAuthor(kith, { story_id: story.id, account_id: status.account_id }));
  if (found === undefined || found.software !== "pixelfed") return undefined;
  const uri = activityUri(kith.instance, status.account_id, status.id);
  // It keeps what is said as plain text, and reads it as HTML.
  const said = { content: escapeHtml(status.text), published: status.created_at };
  return { activity: toPixelfedReply({ ...found.deed, uri }, said), inboxes: [found.inbox_url] };
}
