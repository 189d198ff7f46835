/** Between the form in which one writes and what the domain takes: reading it, filling it, and the pictures that come with it. */
import type { Account, Media, Status } from "../db/schema.ts";
import type { Visibility } from "../db/values.ts";
import { readSettings } from "../accounts/settings.ts";
import { addMedia } from "../media/add.ts";
import { removeMedia } from "../media/remove.ts";
import { getOwnMedia, updateMedia } from "../media/update.ts";
import type { Draft } from "../statuses/draft.ts";
import { loadStatusPage } from "../statuses/load.ts";
import type { StatusPage } from "../statuses/page.ts";
import { assertLimit } from "../access/limits.ts";
import { readId } from "../ids.ts";
import { Refusal } from "../errors.ts";
import { acct } from "../uris.ts";
import type { Compose } from "../../views/compose.ts";
import { plainWords } from "./problems.ts";
import { me, myUser, type Visit } from "./visit.ts";

/** From open to closed. */
const VISIBILITIES: readonly Visibility[] = ["public", "unlisted", "private", "direct"];

/** The status that is answered, with a page that holds it. */
export type Answered = NonNullable<Compose["answered"]>;

export async function loadAnswered({ kith, viewer_id }: Visit, status: Status): Promise<Answered> {
  return { status, page: await loadStatusPage(kith.db, viewer_id, [status.id]) };
}

/** An empty form, or one that begins an answer: those who take part are named, and it is no more open than what it answers. */
export function blankCompose(visit: Visit, answered: Answered | undefined, mention: string): Compose {
  const settings = readSettings(myUser(visit));
  const handles = answered === undefined ? [mention].filter(Boolean) : participants(answered, me(visit));
  return {
    text: handles.map((handle) => `${handle} `).join(""),
    spoiler_text: answered?.status.spoiler_text ?? "",
    sensitive: settings.default_sensitive,
    visibility: narrower(settings.default_privacy, answered?.status.visibility ?? "public"),
    language: settings.default_language || myUser(visit).locale,
    media: [],
    answered,
    mentioned: handles,
  };
}

/** An answer to what was for a few is for those of them whom it names. */
const narrower = (one: Visibility, other: Visibility): Visibility =>
  one === "limited" || other === "limited" ? "direct" : narrowest(one, other);

const narrowest = (one: Visibility, other: Visibility): Visibility =>
  VISIBILITIES[Math.max(VISIBILITIES.indexOf(one), VISIBILITIES.indexOf(other))] ?? "direct";

/** Handles of the author and of those the status mentions, without oneself. */
export function participants({ status, page }: { status: Status; page: StatusPage }, self: Account): string[] {
  const mentioned = (page.mentions.get(status.id) ?? []).filter(({ silent }) => !silent).map(({ account_id }) => account_id);
  const ids = new Set([status.account_id, ...mentioned]);
  ids.delete(self.id);
  return [...ids].flatMap((id) => page.accounts.get(id) ?? []).map((account) => `@${acct(account)}`);
}

/** What was typed, with the pictures that the server has now; `problem` is what was wrong with a picture. */
export type Written = { draft: Draft; media: Media[]; problem: string | undefined };

/** @param edited the status whose pictures may stay */
export async function readWritten(visit: Visit, edited?: Status): Promise<Written> {
  const { form } = visit;
  const { media, problem } = await readMedia(visit, edited);
  const visibility = VISIBILITIES.find((each) => each === form.text("visibility"));
  const language = form.text("language");
  const draft: Draft = {
    text: form.text("text"),
    spoiler_text: form.text("spoiler_text"),
    sensitive: form.has("sensitive"),
    quote_policy: readSettings(myUser(visit)).default_quote_policy,
    visibility: visibility ?? readSettings(myUser(visit)).default_privacy,
    in_reply_to_id: readId(form.text("in_reply_to_id")),
    media_ids: media.map(({ id }) => id),
    language: /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(language) ? language : "",
    idempotency_key: form.text("key").slice(0, 100),
  };
  return { draft, media, problem };
}

async function readMedia(visit: Visit, edited: Status | undefined): Promise<{ media: Media[]; problem: string | undefined }> {
  const most = visit.kith.instance.limits.media_per_status;
  const problems: string[] = [];
  const attempt = async (work: () => Promise<Media | undefined>): Promise<Media | undefined> =>
    await work().catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      problems.push(plainWords(error.message));
      return undefined;
    });
  const media: (Media | undefined)[] = [];
  for (const id of visit.form.all("media_ids").slice(0, most))
    media.push(await attempt(async () => await keptMedia(visit, id, edited)));
  for (let slot = 1; slot <= most - media.length; slot++) media.push(await attempt(async () => await newMedia(visit, slot)));
  return { media: media.filter((item) => item !== undefined), problem: problems[0] };
}

/** A picture that is here already: described anew, taken away, or left as it is. */
async function keptMedia({ kith, form, viewer_id }: Visit, text: string, edited: Status | undefined): Promise<Media | undefined> {
  const media = await getOwnMedia(kith.db, { id: viewer_id }, readId(text) ?? 0);
  const attached = media.status_id !== null;
  if (attached && media.status_id !== edited?.id) return undefined;
  if (form.has(`remove_${media.id}`)) {
    if (!attached) await removeMedia(kith, { id: viewer_id }, media.id);
    return undefined;
  }
  const description = form.text(`description_${media.id}`).trim();
  if (attached || description === media.description) return media;
  return await updateMedia(kith, { id: viewer_id }, media.id, { description });
}

async function newMedia({ kith, form, viewer_id }: Visit, slot: number): Promise<Media | undefined> {
  const file = form.file(`file_${slot}`);
  if (file === undefined) return undefined;
  if (file.too_large) throw new Refusal("invalid", "Validation failed: File file size must be less than the limit");
  await assertLimit(kith, "media", viewer_id);
  return await addMedia(kith, { id: viewer_id }, { bytes: file.bytes, description: form.text(`description_${slot}`) });
}
