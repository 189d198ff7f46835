/**
 * What a reaction is called: an emoji of Unicode, the shortcode of one of ours, or `shortcode@host` of another server's.
 *
 * A server speaks for its own emoji only. Under the name of another server's stands the picture that is known for it here, and never one that a
 * stranger brings along.
 */
import type { Reads } from "../db/schema.ts";
import type { Emoji } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import { toEmoji } from "../text/emoji.ts";
import { normalizeHost } from "../text/names.ts";
import { httpUrl } from "../text/outside.ts";

/** `image_url` "" for an emoji of Unicode. */
export type ReactionName = { name: string; image_url: string };

const LONGEST = 200;

/** What somebody here asks for, with or without colons; undefined for what is no emoji known here. */
export async function findReactionName(db: Reads, status_id: number, asked: string): Promise<ReactionName | undefined> {
  if (asked.length > LONGEST) return undefined;
  const emoji = toEmoji(asked);
  if (emoji !== undefined) return { name: emoji, image_url: "" };
  const name = withoutColons(asked);
  return name.includes("@") ? await findGiven(db, status_id, name) : await findOwn(db, name);
}

/** What another server's account says, with the pictures that its activity brings; undefined for what cannot be shown. */
export async function readReactionName(
  { db, instance }: Pick<Kith, "db" | "instance">,
  said: { reaction: string; emojis: readonly Emoji[] },
  from: { host: string; status_id: number },
): Promise<ReactionName | undefined> {
  if (said.reaction.length > LONGEST) return undefined;
  const emoji = toEmoji(said.reaction);
  if (emoji !== undefined) return { name: emoji, image_url: "" };
  const [shortcode = "", named] = withoutColons(said.reaction).split("@");
  const host = named === undefined || named === "." ? from.host : normalizeHost(named);
  if (host === undefined || shortcode === "") return undefined;
  if (host === instance.domain) return await findOwn(db, shortcode);
  const name = `${shortcode}@${host}`;
  if (host !== from.host) return await findGiven(db, from.status_id, name);
  const picture = said.emojis.find((each) => withoutColons(each.shortcode).split("@")[0] === shortcode);
  const image_url = picture === undefined ? undefined : httpUrl(picture.url);
  return image_url === undefined || name.length > LONGEST ? undefined : { name, image_url };
}

const withoutColons = (text: string): string => text.replace(/^:|:$/g, "");

async function findOwn(db: Reads, shortcode: string): Promise<ReactionName | undefined> {
  if (!/^\w{1,100}$/.test(shortcode)) return undefined;
  const known = await db
    .selectFrom("custom_emojis")
    .select("image_url")
    .where("host", "=", "")
    .where("disabled", "=", 0)
    .where("shortcode", "=", shortcode)
    .executeTakeFirst();
  return known && { name: shortcode, image_url: known.image_url };
}

/** Somebody has put it there before. */
const findGiven = async (db: Reads, status_id: number, name: string): Promise<ReactionName | undefined> =>
  await db
    .selectFrom("reactions")
    .select(["name", "image_url"])
    .where("status_id", "=", status_id)
    .where("name", "=", name)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
