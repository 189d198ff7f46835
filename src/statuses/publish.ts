/** Publishing: what every door calls when somebody here writes a status. */
import type { Account, Media, Status } from "../db/schema.ts";
import type { Visibility } from "../db/values.ts";
import { invalid, UnexpectedMentions } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { isForFew } from "../media/apart.ts";
import { policyOf } from "../quotes/policy.ts";
import { getAudience } from "../circles/reach.ts";
import { addStatus } from "./add.ts";
import { assertConsent, type Consent } from "./consent.ts";
import { composeStatus } from "./compose.ts";
import { tidied, type Draft } from "./draft.ts";
import { hasRelays } from "../relays/load.ts";
import { findPlace, namedInside } from "../groups/place.ts";
import { assertMayBegin, assertMayPostTo, assertNotLocked } from "../groups/rules.ts";
import { findWrittenBy } from "../teams/authors.ts";
import { groupsOfThread } from "./groups.ts";
import type { StatusContent, StatusEntry } from "./entry.ts";
import { findByKey } from "./idempotency.ts";
import { assertMayPublish, assertNamesNobodyNew, getParent, getQuoted, loadOwnMedia } from "./rules.ts";

const MAX_KEY = 256;
/** What is for a few is for those whom it names. */
const TOLD: ReadonlySet<Visibility> = new Set(["public", "unlisted", "private"]);

/**
 * Publishes a draft. Sent again with the same `idempotency_key` within the hour, even at the same moment, it returns the status of the first time.
 *
 * @throws Refusal `invalid`, `forbidden`, or `missing` for a parent that the author may not see
 */
export async function publishStatus(kith: Kith, author: Account, asked: Draft): Promise<Status> {
  const draft = tidied(withTitle(asked));
  const key = draft.idempotency_key ?? "";
  if (key.length > MAX_KEY) throw invalid("Idempotency-Key is too long");
  const earlier = key === "" ? undefined : await findByKey(kith.db, author.id, key, kith.now());
  if (earlier !== undefined) return earlier;
  assertMayPublish(kith.instance, author, draft);
  kith.write.assertWritable?.("statuses", { visibility: draft.visibility, local: 1 });
  const media = await loadOwnMedia(kith.db, author, draft.media_ids, draft.scheduled_id);
  const parent = await getParent(kith.db, author, draft);
  const quoted = await getQuoted(kith.db, author, draft);
  const circle = draft.visibility === "limited" ? await getAudience(kith.db, author.id, draft) : undefined;
  const consent = await mayAnswer(kith, author, parent, draft);
  const addressed = await groupsOfThread(kith.db, parent, draft.visibility);
  const chosen = draft.group_id ?? (draft.visibility === "direct" ? 0 : (parent?.group_id ?? 0));
  // Else what is said in a group would go out of it.
  if (circle !== undefined && chosen > 0) throw invalid("Validation failed: Circle is not for what is in a group");
  await assertMayPostTo(kith.db, author, [...addressed, ...(chosen > 0 ? [chosen] : [])], kith.now());
  if (parent === undefined && chosen > 0) await assertMayBegin(kith, author, chosen);
  const content = withAsked(expected(draft, await composeStatus(kith, author, draft)), { author, draft, parent });
  if (draft.visibility === "direct" && parent?.visibility === "direct")
    await assertNamesNobodyNew(kith.db, author, parent, { draft, named: content.mentions });
  const now = kith.now();
  await assertMayPostTo(kith.db, author, content.mentions, now);
  const candidate = { author, visibility: draft.visibility, parent, named: content.mentions, chosen: draft.group_id };
  const place = circle === undefined ? await findPlace(kith.db, candidate, now) : undefined;
  const visibility = place?.closed === true ? "limited" : narrowed(draft.visibility, parent);
  kith.write.assertWritable?.("statuses", { visibility, local: 1 });
  const entry: StatusEntry = {
    ...content,
    apart: media.length === 0 ? undefined : isForFew(visibility),
    ...(place?.closed === true ? { mentions: await namedInside(kith.db, place.group, content.mentions) } : {}),
    place,
    blind: [...new Set([...(content.blind ?? []), ...(circle?.ids ?? [])])].sort((a, b) => a - b),
    circle,
    introduces: draft.introduces,
    author,
    uri: "",
    url: "",
    addressed: withGroup(addressed, place?.group.id ?? (circle === undefined ? draft.group_id : undefined)),
    visibility,
    relayed: place?.closed !== true && draft.visibility === "public" && (await hasRelays(kith)),
    // What answers or shows a post that stays here would tell of it elsewhere.
    local_only: draft.local_only === true || parent?.local_only === 1 || quoted?.local_only === 1,
    created_at: Math.min(draft.created_at ?? now, now),
    parent,
    in_reply_to_uri: draft.story_uri ?? "",
    conversation_uri: draft.conversation_uri ?? "",
    chat_uri: draft.conversation_uri,
    quoted,
    reblog_of: undefined,
    application_id: draft.application_id ?? null,
    idempotency_key: key,
    quote_policy: policyOf(draft.quote_policy ?? "public", place?.closed === true ? "limited" : draft.visibility),
    expires_at: draft.expires_in === undefined ? 0 : now + draft.expires_in * 1000,
    scheduled_id: draft.scheduled_id,
    written_by: await findWrittenBy(kith.db, author.id, draft.written_by),
  };
  return await addPlaced(kith, media, await heldBack(kith, entry, consent));
}

async function addPlaced(kith: Kith, media: readonly Media[], entry: StatusEntry): Promise<Status> {
  const add = async () => (await addStatus(kith, entry)).status;
  return media.length === 0
    ? await add()
    : await (await import("./placed.ts")).withPlaced(kith, media, entry.apart === true, add);
}

/** @throws Refusal `forbidden` where a group has locked the thread, or the author of `parent` does not let them */
async function mayAnswer(kith: Kith, author: Account, parent: Status | undefined, draft: Draft): Promise<Consent> {
  if (parent === undefined) return "automatic";
  if (draft.visibility !== "direct") await assertNotLocked(kith.db, author, parent);
  return await assertConsent(kith.db, author, parent, "reply");
}

/** @throws UnexpectedMentions where it names others than it may */
function expected({ allowed_ids }: Draft, content: StatusContent): StatusContent {
  const others = allowed_ids === undefined ? [] : content.mentions.filter((id) => !allowed_ids.includes(id));
  if (others.length > 0) throw new UnexpectedMentions(others);
  return content;
}

/** What a group looks at first, or whom it answers, is held back until they have let it in. */
async function heldBack(kith: Kith, entry: StatusEntry, consent: Consent): Promise<StatusEntry> {
  const asked =
    consent === "manual" && TOLD.has(entry.visibility) && entry.place === undefined ? entry.parent?.account_id : undefined;
  if (asked !== undefined && entry.local_only !== true) {
    const { visibility, mentions, addressed = [], blind = [] } = entry;
    const waiting = {
      group_id: asked,
      visibility,
      closed: false,
      mentions: [...mentions],
      addressed: [...addressed],
      blind: [...blind],
    };
    return (await import("./held.ts")).hold(entry, waiting);
  }
  if (entry.place === undefined && entry.mentions.length + (entry.addressed?.length ?? 0) === 0) return entry;
  const { findWaiting } = await import("../groups/waits.ts");
  const waiting = await findWaiting(kith.db, entry);
  return waiting === undefined ? entry : (await import("./held.ts")).hold(entry, waiting);
}

/** An answer has no title: it becomes its first line. */
const withTitle = ({ title, ...draft }: Draft): Draft =>
  title === undefined || title.trim() === ""
    ? draft
    : draft.in_reply_to_id === undefined
      ? { ...draft, title }
      : { ...draft, text: `${title.trim()}\n\n${draft.text}` };

/** Also an open one elsewhere that was chosen (`groups/place.ts`): it hears of it, and shows it. */
const withGroup = (addressed: readonly number[], group_id = 0): readonly number[] =>
  group_id === 0 ? addressed : [...new Set([...addressed, group_id])].sort((a, b) => a - b);

/** Who has written what is for a few has the answers to it, named in them or not: nobody else would. */
function withAsked(
  content: StatusContent,
  { author, draft, parent }: { author: Account; draft: Draft; parent: Status | undefined },
): StatusContent {
  const { mentions } = content;
  if (parent === undefined || parent.account_id === author.id || mentions.includes(parent.account_id)) return content;
  const lost = parent.group_id === 0 && narrowed(draft.visibility, parent) !== draft.visibility;
  return lost ? { ...content, mentions: [...mentions, parent.account_id].sort((a, b) => a - b) } : content;
}

/** What answers a post for a few is for those of them whom it names: the author's followers are others. */
const narrowed = (visibility: Visibility, parent: Status | undefined): Visibility =>
  visibility === "private" && parent?.visibility === "limited" ? "direct" : visibility;
