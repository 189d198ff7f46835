/** Makes a status of a letter, as the person whose token it came to. */
import type { Attachment, Email } from "postal-mime";
import { findAccountById } from "../accounts/find.ts";
import { readSettings } from "../accounts/settings.ts";
import type { Account, Status } from "../db/schema.ts";
import { missing, Refusal } from "../errors.ts";
import { findGroupOf } from "../groups/lists.ts";
import type { Kith } from "../kith.ts";
import { addMedia } from "../media/add.ts";
import { publishStatus } from "../statuses/publish.ts";
import { MOST_TITLE } from "../statuses/rules.ts";
import { getVisibleStatus } from "../statuses/load.ts";
import { acct } from "../uris.ts";
import type { Token } from "./tokens.ts";
import { wordsOf } from "./words.ts";

type Written = { email: Email; author: Account; key: string };

/** False when nothing is written in it. @throws Refusal as publishing does, `missing` for what its writer may not see */
export async function postLetter(kith: Kith, { purpose, thing, user }: Token, { email, author, key }: Written): Promise<boolean> {
  const words = wordsOf(email);
  const pictures = picturesOf(kith, email);
  if (words === "" && pictures.length === 0) return false;
  const place = purpose === "r" ? await answering(kith, author, thing) : await beginning(kith, author, thing, email);
  const media_ids = await keepPictures(kith, author, pictures);
  if (words === "" && media_ids.length === 0) return false;
  const { default_sensitive, default_language } = readSettings(user);
  await publishStatus(kith, author, {
    ...place.draft,
    text: [...place.before, words].filter(Boolean).join(place.joined),
    sensitive: default_sensitive && media_ids.length > 0,
    spoiler_text: "",
    media_ids,
    language: default_language,
    idempotency_key: key,
  });
  return true;
}

type Draft = Parameters<typeof publishStatus>[2];
type Place = {
  draft: Pick<Draft, "visibility" | "in_reply_to_id" | "group_id" | "title">;
  before: readonly string[];
  joined: string;
};

/** For the same people as what it answers, whose author is named. */
async function answering(kith: Kith, author: Account, status_id: number): Promise<Place> {
  const parent = await getVisibleStatus(kith.db, author.id, status_id);
  const to = parent.account_id === author.id ? undefined : await findAccountById(kith.db, parent.account_id);
  const before = to === undefined ? [] : [`@${acct(to)}`];
  return { draft: { visibility: narrowestOf(parent), in_reply_to_id: parent.id }, before, joined: " " };
}

/** In a group for members only it stays there, whatever is asked for; elsewhere `limited` would be a circle. */
const narrowestOf = ({ visibility }: Status) => (visibility === "limited" ? ("private" as const) : visibility);

/** A thread with its subject as its title, as the page for writing has it. A group elsewhere is named: so it learns of it. */
async function beginning(kith: Kith, author: Account, group_id: number, { subject = "" }: Email): Promise<Place> {
  const group = await findGroupOf(kith.db, author.id, group_id);
  if (group === undefined) throw missing();
  const title = subject.replace(/\s+/g, " ").trim();
  // What is too long for a title loses no words.
  const fits = title.length <= MOST_TITLE;
  const here = group.host === "" || group.members_only === 1;
  return {
    draft: { visibility: "public", ...(here ? { group_id } : {}), ...(fits && title !== "" ? { title } : {}) },
    before: [...(fits ? [] : [title]), ...(here ? [] : [`@${acct(group)}`])],
    joined: "\n\n",
  };
}

/** Not what belongs to the letter's looks (a logo in a signature), nor what is more or larger than a post takes. */
const picturesOf = ({ instance: { limits } }: Kith, { attachments }: Email): Attachment[] =>
  attachments
    .filter(
      ({ mimeType, related, content }) =>
        mimeType.startsWith("image/") &&
        related !== true &&
        typeof content !== "string" &&
        content.byteLength > 0 &&
        content.byteLength <= limits.image_bytes,
    )
    .slice(0, limits.media_per_status);

async function keepPictures(kith: Kith, author: Account, pictures: readonly Attachment[]): Promise<number[]> {
  const ids: number[] = [];
  for (const { content, description } of pictures) {
    const bytes = Buffer.from(content as ArrayBuffer);
    try {
      ids.push((await addMedia(kith, author, { bytes, description: description?.slice(0, 1500) })).id);
    } catch (error) {
      // What is no picture is left out: the words are what counts.
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return ids;
}
