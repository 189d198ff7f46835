/** Makes an archive: a tar file with the profile and the outbox as ActivityPub has them, one's lists, all else that one has here, and the media. The handler of a job. */
import { createWriteStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { findAccountById } from "../accounts/find.ts";
import { writeChats } from "../chats/export.ts";
import { contentOf, findCvRow } from "../cv/load.ts";
import type { Account } from "../db/schema.ts";
import type { ImportKind } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { writeEvents } from "../events/export.ts";
import { writeGroupMail } from "../mailing/export.ts";
import { nameFor } from "../media/names.ts";
import { withScratch } from "../media/scratch.ts";
import { EXPORTS, writeFile, writeFollowers } from "../moves/export.ts";
import { writePersonal } from "../moves/personal.ts";
import { tarOf, type Member } from "../moves/tar.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { renderActor } from "./documents.ts";
import { statusBytes } from "./serve/status.ts";
import { writePlans } from "../planning/export.ts";
import { writeStories } from "../stories/export.ts";
import { writeVideos } from "../videos/export.ts";
import { ACTIVITYSTREAMS } from "./write/context.ts";

const AT_ONCE = 50;
/** Bytes of media in one archive: what is more stays behind, and is named in the outbox all the same. */
const MOST_MEDIA = 4_000_000_000;

export async function makeArchive(kith: Kith, { archive_id, account_id }: KithEventOf<"archive.asked">): Promise<void> {
  const account = await findAccountById(kith.db, account_id);
  if (account === undefined || account.deleted_at > 0) return;
  const name = nameFor("tgz", "uploads");
  const bytes = await withScratch(kith.files, async (folder) => {
    const archive = join(folder, "archive.tgz");
    await pipeline(
      Readable.from(tarOf(membersOf(kith, account, await writeLong(kith, account, folder)), kith.now())),
      createGzip(),
      createWriteStream(archive),
    );
    const { size } = await stat(archive);
    await kith.files.take(name, archive);
    return size;
  });
  const made = await kith.write(
    async (tx) =>
      await tx
        .updateTable("archives")
        .set({ name, bytes, made_at: kith.now() })
        .where("id", "=", archive_id)
        .where("made_at", "=", 0)
        .returning("id")
        .executeTakeFirst(),
  );
  // Nobody waits for it any more.
  if (made === undefined) await kith.files.remove(name);
}

/** What may be long, as files: nothing of it is held whole. */
async function writeLong(kith: Kith, account: Account, folder: string): Promise<{ name: string; path: string }[]> {
  const at = (name: string) => ({ name, path: join(folder, name) });
  const [outbox, chats] = [at("outbox.json"), at("chats.json")];
  await writeOutbox(kith, account, outbox.path);
  await writeChats(kith.db, account, chats.path);
  const { writeVotes } = await import("../statuses/export.ts");
  const votes = { favourites: at("likes.json"), downvotes: at("dislikes.json"), reactions: at("reactions.json") } as const;
  for (const kind of ["favourites", "downvotes", "reactions"] as const) await writeVotes(kith.db, account, kind, votes[kind]);
  const [followers, groups] = [at("followers.csv"), at("groups.json")];
  await pipeline(Readable.from(writeFollowers(kith, account)), createWriteStream(followers.path));
  const { writeGroups } = await import("../groups/export.ts");
  await pipeline(Readable.from(writeGroups(kith, account)), createWriteStream(groups.path));
  return [outbox, chats, ...Object.values(votes), followers, groups];
}

/** An OrderedCollection, the oldest first, however many there are. */
async function writeOutbox(kith: Kith, account: Account, path: string): Promise<void> {
  const file = await open(path, "w");
  try {
    const head = JSON.stringify({
      "@context": ACTIVITYSTREAMS,
      id: account.outbox_url || `${account.uri}/outbox`,
      type: "OrderedCollection",
    });
    await file.write(`${head.slice(0, -1)},"orderedItems":[`);
    let [after, count] = [0, 0];
    for (;;) {
      const rows = await kith.db
        .selectFrom("statuses")
        .select("id")
        .where("account_id", "=", account.id)
        .where("deleted_at", "=", 0)
        .where("id", ">", after)
        .orderBy("id")
        .limit(AT_ONCE)
        .execute();
      if (rows.length === 0) break;
      after = rows.at(-1)?.id ?? after;
      const page = await loadStatusPage(
        kith.db,
        account.id,
        rows.map(({ id }) => id),
      );
      for (const { id } of rows) {
        const status = page.statuses.get(id);
        if (status === undefined) continue;
        const activity = await statusBytes(kith, status, "activity", page);
        await file.write(`${count++ === 0 ? "" : ","}\n${activity.toString()}`);
      }
    }
    await file.write(`\n],"totalItems":${count}}\n`);
  } finally {
    await file.close();
  }
}

async function* membersOf(kith: Kith, account: Account, long: readonly Member[]): AsyncGenerator<Member> {
  yield { name: "actor.json", bytes: Buffer.from(JSON.stringify(await renderActor(kith, account))) };
  yield* long;
  for (const kind of Object.keys(EXPORTS) as ImportKind[])
    yield { name: EXPORTS[kind], bytes: Buffer.from(await writeFile(kith, account, kind)) };
  for (const [name, write] of Object.entries(WRITERS)) yield { name, bytes: Buffer.from(await write(kith, account)) };
  yield* picturesOf(kith, account);
  yield* mediaOf(kith, account);
}

/** What is bounded, or small: each is held whole while it is written. */
const WRITERS: Readonly<Record<string, (kith: Kith, account: Account) => Promise<string>>> = {
  "personal.json": async ({ db }, account) => await writePersonal(db, account),
  "plans.json": async ({ db }, account) => await writePlans(db, account),
  "collections.json": async ({ db }, account) => await (await import("../collections/export.ts")).writeCollections(db, account),
  "videos.json": async ({ db }, account) => await writeVideos(db, account),
  "playlists.json": async ({ db }, account) => await (await import("../playlists/export.ts")).writePlaylists(db, account),
  "stories.json": async ({ db }, account) => await writeStories(db, account),
  "events.json": async ({ db }, account) => await writeEvents(db, account),
  "insights.csv": async (kith, account) => await (await import("../insights/page.ts")).writeInsights(kith, account),
  "group-mail.csv": async ({ db }, account) => await writeGroupMail(db, account),
  "cv.json": async (kith, account) => JSON.stringify(await writeCv(kith, account)),
};

/** With what others have said of one, and what one has said of others, as it was signed. */
async function writeCv(kith: Kith, { id }: Account) {
  const row = await findCvRow(kith.db, id);
  const query = kith.db.selectFrom("recommendations").selectAll().where("content", "<>", "");
  const rows = await query.where((eb) => eb.or([eb("author_id", "=", id), eb("subject_id", "=", id)])).execute();
  const recommendations = rows.map(({ uri, relation, content, state, author_id, document }) => ({
    uri,
    relation,
    content,
    state,
    written_by: author_id === id ? "me" : "other",
    document: document === "" ? null : (JSON.parse(document) as unknown),
  }));
  return { headline: row?.headline ?? "", ...contentOf(row), recommendations };
}

/** Of one's profile, playlists and groups. */
async function* picturesOf(kith: Kith, { id, uri, avatar, header }: Account): AsyncGenerator<Member> {
  const playlists = await kith.db.selectFrom("playlists").select("icon").where("account_id", "=", id).execute();
  const groups = await kith.db
    .selectFrom("groups")
    .innerJoin("group_moderators", "group_moderators.group_id", "groups.account_id")
    .innerJoin("accounts", "accounts.id", "groups.account_id")
    .select(["groups.avatar as inside", "groups.header as inside_header", "accounts.avatar", "accounts.header"])
    .where("group_moderators.uri", "=", uri)
    .execute();
  const files = [avatar, header, ...playlists.map(({ icon }) => icon), ...groups.flatMap((row) => Object.values(row))];
  for (const file of new Set(files)) if (file !== "") yield* fileMember(kith, file);
}

/** What stands somewhere: in a status or its history, in a story that is shown or kept, in a draft, in what waits for its time; and films that are not posted yet. */
async function* mediaOf(kith: Kith, { id }: Account): AsyncGenerator<Member> {
  let [after, total] = [0, 0];
  for (;;) {
    const rows = await kith.db
      .selectFrom("media")
      .select(["id", "file", "bytes"])
      .where("account_id", "=", id)
      .where((eb) =>
        eb.or([
          eb("status_id", "is not", null),
          eb("kept_by", ">", 0),
          eb("draft_id", ">", 0),
          eb.exists(eb.selectFrom("videos").select(eb.lit(1).as("one")).whereRef("videos.media_id", "=", "media.id")),
        ]),
      )
      .where("id", ">", after)
      .orderBy("id")
      .limit(AT_ONCE)
      .execute();
    if (rows.length === 0) return;
    after = rows.at(-1)?.id ?? after;
    for (const { file, bytes } of rows) {
      if (file === "" || total + bytes > MOST_MEDIA) continue;
      total += bytes;
      yield* fileMember(kith, file);
    }
  }
}

/** A film may be larger than there is memory: it is passed on as it is read. A file that is missing is passed over. */
async function* fileMember({ files }: Kith, name: string): AsyncGenerator<Member> {
  const size = await files.size(name).catch(() => undefined);
  if (size !== undefined) yield { name, size, stream: await files.stream(name) };
}
