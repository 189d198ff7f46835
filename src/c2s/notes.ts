/** From a Note or Question as a client wrote it to the draft that the domain publishes, and to the change of one that is there. */
import { readSettings } from "../accounts/settings.ts";
import { fromJson } from "../db/columns.ts";
import type { Account, Reads, Status } from "../db/schema.ts";
import type { QuotePolicy } from "../db/values.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { findPollOfStatus } from "../polls/load.ts";
import type { Draft, EditDraft, PollDraft } from "../statuses/draft.ts";
import { resolveAddressed } from "../statuses/mentions.ts";
import type { Caller } from "./caller.ts";
import { all, asObject, textOf } from "./documents.ts";
import { getSeen } from "./find.ts";
import { attachedIds } from "./media.ts";
import type { Doc, NoteRecord, Port } from "./port.ts";

const EVERYONE = "https://www.w3.org/ns/activitystreams#Public";
/** Seconds for which a poll without an end is open. */
const WEEK = 7 * 86_400;

/** - `blind`: whom `bto` and `bcc` name, by uri */
type Ground = { kith: Kith; port: Port; caller: Caller; blind: readonly string[] };

/** @throws Refusal `missing` for what is answered or quoted and may not be seen, `invalid` for attachments that are not the author's uploads */
export async function draftOf({ kith, port, caller, blind }: Ground, doc: Doc): Promise<Draft> {
  const { account, access } = caller;
  const note = port.readNote(doc, account.followers_url);
  const settings = access.user === null ? undefined : readSettings(access.user);
  const parent = note.in_reply_to_uri === undefined ? undefined : await getSeen(kith, account, note.in_reply_to_uri);
  const quoted = note.quote_uri === undefined ? undefined : await getSeen(kith, account, note.quote_uri);
  return {
    ...textIn(doc),
    // Whoever is addressed here is mentioned by it.
    visibility: note.visibility === "limited" ? "direct" : note.visibility,
    in_reply_to_id: parent?.id,
    quoted_id: quoted?.id,
    sensitive: doc["sensitive"] === undefined ? (settings?.default_sensitive ?? false) : note.sensitive,
    spoiler_text: note.spoiler_text,
    media_ids: await attachedIds(kith, account, doc["attachment"]),
    language: note.language ?? settings?.default_language ?? "",
    poll: pollIn(note, kith.now()),
    quote_policy: quotePolicyIn(note, account) ?? settings?.default_quote_policy,
    mentioned_ids: await resolveAddressed(kith, addressedBy(note, account)),
    blind_ids: await resolveAddressed(kith, blind),
    application_id: access.app_id,
  };
}

/** What it was written in, where the client says it: then we make the HTML of it that we make of everybody's. */
function textIn(doc: Doc): Pick<Draft, "text" | "content_type"> {
  const source = asObject(all(doc["source"])[0]);
  const [written, type] = [textOf(source?.["content"]), textOf(source?.["mediaType"])];
  if (written !== "" && (type === "text/markdown" || type === "text/plain")) return { text: written, content_type: type };
  const said = textOf(doc["mediaType"]);
  const content_type = said === "text/markdown" || said === "text/plain" ? said : "text/html";
  const [first] = Object.values(asObject(doc["contentMap"]) ?? {});
  return { text: textOf(doc["content"]) || textOf(first), content_type };
}

const pollIn = ({ poll }: NoteRecord, now: number): PollDraft | undefined =>
  poll && {
    options: poll.options.map(({ title }) => title),
    multiple: poll.multiple,
    hide_totals: false,
    expires_in: poll.expires_at === undefined ? WEEK : Math.ceil((poll.expires_at - now) / 1000),
  };

function quotePolicyIn({ quote_policy }: NoteRecord, account: Account): QuotePolicy | undefined {
  if (quote_policy === undefined) return undefined;
  if (quote_policy.automatic.includes(EVERYONE)) return "public";
  return quote_policy.automatic.includes(account.followers_url) ? "followers" : "nobody";
}

const addressedBy = ({ to, cc, mentions }: NoteRecord, account: Account): string[] =>
  [...to, ...cc, ...mentions.map(({ href }) => href)].filter(
    (uri) => ![EVERYONE, account.followers_url, account.following_url, account.uri].includes(uri),
  );

/**
 * What an Update makes of a status: what it does not name stays (ActivityPub, 6.3), what it names as null goes.
 *
 * @param doc the status's id, type and author, and what changes
 */
export async function changeOf(
  ground: Ground,
  status: Status,
  { doc, removed }: { doc: Doc; removed: ReadonlySet<string> },
): Promise<EditDraft> {
  const { kith, port, caller, blind } = ground;
  const note = port.readNote(doc, caller.account.followers_url);
  const named = (...names: string[]) => names.some((name) => doc[name] !== undefined || removed.has(name));
  const polled = named("oneOf", "anyOf");
  return {
    ...(named("content", "contentMap", "source") ? textIn(doc) : textOfStatus(status)),
    spoiler_text: named("summary") ? note.spoiler_text : status.spoiler_text,
    sensitive: named("sensitive") ? note.sensitive : status.sensitive === 1,
    language: note.language ?? status.language,
    media_ids: named("attachment")
      ? await attachedIds(kith, caller.account, doc["attachment"], status.id)
      : await mediaOf(kith.db, status),
    poll: polled ? pollIn(note, kith.now()) : await pollOf(kith, status),
    mentioned_ids: [
      ...(named("tag") ? [] : await mentionedIn(kith.db, status)),
      ...(await resolveAddressed(kith, addressedBy(note, caller.account))),
    ],
    blind_ids: await resolveAddressed(kith, blind),
  };
}

/** Of what came as HTML, the words alone were kept as text. */
const textOfStatus = ({ text, content, content_type }: Status): Pick<Draft, "text" | "content_type"> =>
  content_type === "text/html" ? { text: content, content_type } : { text, content_type };

async function mediaOf(db: Reads, { id }: Status): Promise<number[]> {
  const rows = await db.selectFrom("media").select("id").where("status_id", "=", id).orderBy("position").execute();
  return rows.map((row) => row.id);
}

async function mentionedIn(db: Reads, { id }: Status): Promise<number[]> {
  const rows = await db.selectFrom("mentions").select("account_id").where("status_id", "=", id).where("silent", "=", 0).execute();
  return rows.map(({ account_id }) => account_id);
}

async function pollOf({ db, now }: Kith, { id }: Status): Promise<PollDraft | undefined> {
  const poll = await findPollOfStatus(db, id);
  if (poll === undefined) return undefined;
  return {
    options: fromJson(poll.options).map(({ title }) => title),
    multiple: poll.multiple === 1,
    hide_totals: poll.hide_totals === 1,
    expires_in: Math.ceil((poll.expires_at - now()) / 1000),
  };
}

/** The poll and the choice that a Note stands for which is only a name, and answers. */
export async function voteIn({ kith, caller }: Ground, doc: Doc): Promise<{ poll_id: number; choice: number } | undefined> {
  const [title, parent_uri] = [textOf(doc["name"]), textOf(doc["inReplyTo"])];
  if (title === "" || parent_uri === "" || doc["content"] !== undefined) return undefined;
  const poll = await findPollOfStatus(kith.db, (await getSeen(kith, caller.account, parent_uri)).id);
  if (poll === undefined) return undefined;
  const choice = fromJson(poll.options).findIndex((option) => option.title === title);
  if (choice < 0) throw invalid("Validation failed: The chosen vote option does not exist");
  return { poll_id: poll.id, choice };
}
