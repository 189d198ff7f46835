/** Publishing: what every door calls when somebody here writes a status. */
import type { Account, Status } from "../db/schema.ts";
import type { Visibility } from "../db/values.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { policyOf } from "../quotes/policy.ts";
import { addStatus } from "./add.ts";
import { composeStatus } from "./compose.ts";
import { tidied, type Draft } from "./draft.ts";
import { hasRelays } from "../relays/load.ts";
import { assertMayPostTo, assertNotLocked } from "../groups/rules.ts";
import { groupsOfThread } from "./groups.ts";
import { findByKey } from "./idempotency.ts";
import { assertMayPublish, getParent, getQuoted, loadOwnMedia } from "./rules.ts";

const MAX_KEY = 256;

/**
 * Publishes a draft. Sent again with the same `idempotency_key` within the hour, even at the same moment, it returns the status of the first time.
 *
 * @throws Refusal `invalid`, `forbidden`, or `missing` for a parent that the author may not see
 */
export async function publishStatus(kith: Kith, author: Account, asked: Draft): Promise<Status> {
  const draft = tidied(asked);
  const key = draft.idempotency_key ?? "";
  if (key.length > MAX_KEY) throw invalid("Idempotency-Key is too long");
  const earlier = key === "" ? undefined : await findByKey(kith.db, author.id, key, kith.now());
  if (earlier !== undefined) return earlier;
  assertMayPublish(kith.instance, author, draft);
  await loadOwnMedia(kith.db, author, draft.media_ids, draft.scheduled_id);
  const parent = await getParent(kith.db, author, draft);
  const quoted = await getQuoted(kith.db, author, draft);
  if (parent !== undefined && draft.visibility !== "direct") await assertNotLocked(kith.db, author, parent);
  const content = await composeStatus(kith, author, draft);
  const now = kith.now();
  const addressed = await groupsOfThread(kith.db, parent, draft.visibility);
  await assertMayPostTo(kith.db, author, [...addressed, ...content.mentions], now);
  const { status } = await addStatus(kith, {
    ...content,
    author,
    uri: "",
    url: "",
    addressed,
    visibility: narrowed(draft.visibility, parent),
    relayed: draft.visibility === "public" && (await hasRelays(kith)),
    // What answers or shows a post that stays here would tell of it elsewhere.
    local_only: draft.local_only === true || parent?.local_only === 1 || quoted?.local_only === 1,
    created_at: Math.min(draft.created_at ?? now, now),
    parent,
    in_reply_to_uri: "",
    conversation_uri: "",
    quoted,
    reblog_of: undefined,
    application_id: draft.application_id ?? null,
    idempotency_key: key,
    quote_policy: policyOf(draft.quote_policy ?? "public", draft.visibility),
    expires_at: draft.expires_in === undefined ? 0 : now + draft.expires_in * 1000,
    scheduled_id: draft.scheduled_id,
  });
  return status;
}

/** What answers a post for a few is for those of them whom it names: the author's followers are others. */
const narrowed = (visibility: Visibility, parent: Status | undefined): Visibility =>
  visibility === "private" && parent?.visibility === "limited" ? "direct" : visibility;
