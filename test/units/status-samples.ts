/** Drafts, remote statuses and follows for unit tests of statuses and timelines. */
import { follow, type FollowOptions } from "../../src/follows/follow.ts";
import type { Account, Status } from "../../src/db/schema.ts";
import type { Kith } from "../../src/kith.ts";
import type { Draft } from "../../src/statuses/draft.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import type { RemoteStatus } from "../../src/statuses/remote.ts";

export const draft = (text: string, changes: Partial<Draft> = {}): Draft => ({
  text,
  visibility: "public",
  sensitive: false,
  spoiler_text: "",
  media_ids: [],
  language: "",
  ...changes,
});

export const posts = async (kith: Kith, author: Account, text: string, changes: Partial<Draft> = {}): Promise<Status> =>
  await publishStatus(kith, author, draft(text, changes));

/** An accepted follow, whoever would have to be asked. */
export async function follows(kith: Kith, account: Account, target: Account, options: FollowOptions = {}): Promise<void> {
  await follow(kith, account, target, options);
  await kith.write(async (tx) => {
    await tx
      .updateTable("follows")
      .set({ state: "accepted" })
      .where("account_id", "=", account.id)
      .where("target_id", "=", target.id)
      .execute();
  });
}

export const note = (author: Account, name: string, changes: Partial<RemoteStatus> = {}): RemoteStatus => ({
  uri: `${new URL(author.uri).origin}/notes/${name}`,
  url: `${new URL(author.uri).origin}/@${author.username}/${name}`,
  content: `<p>${name}</p>`,
  spoiler_text: "",
  sensitive: false,
  language: "en",
  visibility: "public",
  mentions: [],
  tags: [],
  emojis: [],
  media: [],
  ...changes,
});

export const idsOf = (statuses: readonly { id: number }[]): number[] => statuses.map(({ id }) => id);

/** A finished picture for each of the owners; returns their ids. */
export async function addMedia<Owners extends readonly Account[]>(
  kith: Kith,
  owners: readonly [...Owners],
): Promise<{ [Each in keyof Owners]: number }> {
  const rows = owners.map(({ id: account_id }) => ({
    id: kith.newId(),
    account_id,
    status_id: null,
    position: 0,
    kind: "image" as const,
  }));
  const file = { mime_type: "image/webp", file: "a.webp", preview_file: "b.webp", remote_url: "", preview_remote_url: "" };
  const rest = { description: "", blurhash: "", meta: "{}", bytes: 1, created_at: kith.now() };
  await kith.write(async (tx) => {
    await tx
      .insertInto("media")
      .values(rows.map((row) => ({ ...row, ...file, ...rest })))
      .execute();
  });
  return rows.map(({ id }) => id) as { [Each in keyof Owners]: number };
}

/** A status as it is now, a tombstone too. */
export const reload = async (kith: Kith, { id }: { id: number }): Promise<Status> =>
  await kith.db.selectFrom("statuses").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

export const notices = async (kith: Kith, { id }: Account): Promise<string[]> =>
  (await kith.db.selectFrom("notifications").select("type").where("account_id", "=", id).orderBy("id").execute()).map(
    ({ type }) => type,
  );
