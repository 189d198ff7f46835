/** Holding events: making, changing and calling off one, and inviting people to it. */
import { assertLimit } from "../access/limits.ts";
import type { Account, Media, Reads, Status } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { Draft, EditDraft } from "../statuses/draft.ts";
import { editStatus } from "../statuses/edit.ts";
import { findStatusById } from "../statuses/find.ts";
import { publishStatus } from "../statuses/publish.ts";
import { draftOfEvent, type EventDraft } from "./draft.ts";
import { loadInvited } from "./load.ts";
import type { Event } from "./store.ts";

/** What stands beside the event itself; `text` is its description. */
export type Words = Pick<Draft, "text" | "media_ids" | "language" | "content_type"> &
  Partial<
    Pick<Draft, "visibility" | "group_id" | "circle_id" | "mentioned_ids" | "idempotency_key" | "local_only" | "written_by">
  > &
  /** Of what is there already. */ Pick<EditDraft, "media_words">;

const MOST_INVITED = 200;

/** @throws Refusal as publishing does, and `invalid` for what is no event */
export async function holdEvent(kith: Kith, holder: Account, words: Words, event: EventDraft): Promise<Status> {
  await assertLimit(kith, "event", holder.id);
  const plain = { sensitive: false, spoiler_text: "", visibility: "public" as const };
  const { media_words: _, ...said } = words;
  return await publishStatus(kith, holder, { ...plain, ...said, event });
}

/** What it shows, in their order. */
export const loadPictures = async (db: Reads, { status_id }: Pick<Event, "status_id">): Promise<Media[]> =>
  await db.selectFrom("media").selectAll().where("status_id", "=", status_id).orderBy("position").execute();

/** What is not named stays as it is. */
export async function changeEvent(
  kith: Kith,
  holder: Account,
  event: Event,
  { words = {}, changes }: { words?: Partial<Words>; changes: Partial<EventDraft> },
): Promise<Status> {
  const status = await findStatusById(kith.db, event.status_id);
  const media = await loadPictures(kith.db, event);
  return await editStatus(kith, holder, event.status_id, {
    text: words.text ?? status?.text ?? "",
    sensitive: false,
    spoiler_text: "",
    media_ids: words.media_ids ?? media.map(({ id }) => id),
    language: words.language ?? status?.language ?? "",
    content_type: words.content_type,
    mentioned_ids: words.mentioned_ids,
    media_words: words.media_words,
    event: { ...draftOfEvent(event), ...changes },
  });
}

/** Those who are invited are named by its status, by which they hear of it wherever they live. @throws Refusal `invalid` */
export async function inviteTo(kith: Kith, holder: Account, event: Event, account_ids: readonly number[]): Promise<void> {
  const known = await loadInvited(kith.db, event.status_id);
  const fresh = account_ids.filter((id) => !known.includes(id) && id !== holder.id);
  if (known.length + fresh.length > MOST_INVITED)
    throw invalid(`Validation failed: At most ${MOST_INVITED} people can be invited`);
  if (fresh.length === 0) return;
  await assertLimit(kith, "event", holder.id);
  await changeEvent(kith, holder, event, { words: { mentioned_ids: fresh }, changes: {} });
}
