/** Fills the form in which one writes: empty, answering, quoting, from a draft, from what waits for its time, or from a post that is edited. */
import { withoutHeading } from "../../html.ts";
import { randomUUID } from "node:crypto";
import type { Account, Media, Status } from "../../db/schema.ts";
import type { QuotePolicy, Visibility } from "../../db/values.ts";
import { findAccountById } from "../../accounts/find.ts";
import { fromJson } from "../../db/columns.ts";
import { objectionsTo } from "../groups/group-bar.ts";
import { titleFor } from "../../groups/bar.ts";
import { readSettings } from "../../accounts/settings.ts";
import { loadHints } from "../../insights/hints.ts";
import { loadApproval, groupsOf } from "../../quotes/policy.ts";
import type { Draft } from "../../statuses/draft.ts";
import { loadNamed } from "../../statuses/mentions.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { POLL_LIMITS } from "../../statuses/rules.ts";
import { plainText } from "../../text/plain.ts";
import { acct } from "../../uris.ts";
import type { Compose, ComposePoll } from "../../../views/writing/compose.ts";
import { loadOwnCircles } from "../people/own-circles.ts";
import { loadActing } from "../../teams/acting.ts";
import { writes } from "../../teams/roles.ts";
import { person } from "../frame/acting.ts";
import { me, myUser, type Visit } from "../frame/visit.ts";
import { VISIBILITIES } from "./writing.ts";
import { getOriginal } from "../reading/thread.ts";

/** The status that is answered, with a page that holds it. */
export type Answered = NonNullable<Compose["answered"]>;

const loadAnswered = async ({ kith, viewer_id }: Visit, status: Status): Promise<Answered> => ({
  status,
  page: await loadStatusPage(kith.db, viewer_id, [status.id]),
});

/** The form keeps what one answers; when that is gone, the answer is still there to be saved elsewhere. */
export async function findAnswered(visit: Visit, id: number | undefined): Promise<Answered | undefined> {
  const status = id === undefined ? undefined : await getOriginal(visit, id).catch(() => undefined);
  return status === undefined ? undefined : await loadAnswered(visit, status);
}

export async function findQuoted(visit: Visit, id: number | undefined): Promise<Compose["quoted"]> {
  const found = await findAnswered(visit, id);
  return found === undefined
    ? undefined
    : { ...found, approval: await loadApproval(visit.kith.db, found.status, visit.viewer_id) };
}

/** What every form has besides what is written in it. */
export async function completed(visit: Visit, compose: Compose): Promise<Compose> {
  const { known, unknown } = await loadNamed(visit.kith, compose.text);
  const others = known.filter(({ id }) => id !== visit.viewer_id);
  return {
    ...compose,
    ...(compose.edited === undefined
      ? { ...(await withCircles(visit, compose)), times: await timesFor(visit), others: await otherNames(visit) }
      : {}),
    mentioned: others.map((account) => `@${acct(account)}`),
    unknown: unknown.map((handle) => `@${handle}`),
    key: visit.form.text("key") || randomUUID(),
  };
}

/** When a post may be answered most, on the reader's clocks. */
export const timesFor = async (visit: Visit): Promise<Compose["times"]> =>
  await loadHints(visit.kith, me(visit), visit.locale.times.timeZone);

/** In whose names who sits there may write, but for the one in which they are here. */
async function otherNames(visit: Visit): Promise<Account[]> {
  const self = person(visit);
  const teams = await loadActing(visit.kith.db, self.id);
  return [self, ...teams.filter(({ role }) => writes(role)).map(({ account }) => account)].filter(
    ({ id }) => id !== visit.viewer_id,
  );
}

/** What is for a circle that is gone is for nobody but those whom it names. */
async function withCircles(visit: Visit, { visibility, circle_id }: Compose): Promise<Partial<Compose>> {
  const circles = await loadOwnCircles(visit);
  const known = circles.some(({ circle }) => circle.id === circle_id);
  return {
    circles,
    visibility: visibility === "limited" && !known ? "direct" : visibility,
  };
}

const limits: Compose["poll_limits"] = Object.freeze({
  options: POLL_LIMITS.options,
  option_characters: POLL_LIMITS.option_characters,
});

/** An empty form, or one that begins an answer: those who take part are named, and it is no more open than what it answers. */
export function blankCompose(visit: Visit, answered: Answered | undefined, mention = ""): Compose {
  const settings = readSettings(myUser(visit));
  // Who goes on with what they wrote for a circle writes for it again.
  const circle_id = answered?.page.circles.get(answered.status.id)?.circle_id;
  const handles = answered === undefined ? [mention].filter(Boolean) : participants(answered, me(visit));
  return {
    text: handles.map((handle) => `${handle} `).join(""),
    spoiler_text: answered?.status.spoiler_text ?? "",
    sensitive: settings.default_sensitive,
    visibility: circle_id === undefined ? narrower(settings.default_privacy, answered?.status.visibility ?? "public") : "limited",
    circle_id,
    local_only: answered?.status.local_only === 1,
    language: settings.default_language,
    markdown: false,
    quote_policy: settings.default_quote_policy,
    expires_in: 0,
    scheduled_at: "",
    poll: undefined,
    media: [],
    answered,
    poll_limits: limits,
  };
}

/** An answer to what was for a few is for those of them whom it names. */
const narrower = (one: Visibility, other: Visibility): Visibility =>
  one === "limited" || other === "limited" ? "direct" : narrowest(one, other);

const narrowest = (one: Visibility, other: Visibility): Visibility =>
  VISIBILITIES[Math.max(VISIBILITIES.indexOf(one), VISIBILITIES.indexOf(other))] ?? "direct";

/** Handles of the author and of those the status mentions, without oneself. */
function participants({ status, page }: Answered, self: Account): string[] {
  const mentioned = (page.mentions.get(status.id) ?? []).filter(({ silent }) => !silent).map(({ account_id }) => account_id);
  const ids = new Set([status.account_id, ...mentioned]);
  ids.delete(self.id);
  return [...ids].flatMap((id) => page.accounts.get(id) ?? []).map((account) => `@${acct(account)}`);
}

/** The group in which it is to be: chosen, or for whose members what it answers is. */
export async function findComposeGroup(
  { kith, viewer_id }: Visit,
  group_id: number | undefined,
  answered: Answered | undefined,
): Promise<Compose["group"]> {
  const closed = answered?.status.visibility === "limited" ? answered.status.group_id : 0;
  const id = group_id ?? closed;
  const account = id === 0 ? undefined : await findAccountById(kith.db, id);
  if (account?.actor_type !== "Group") return undefined;
  const title = await titleFor(kith.db, account, viewer_id);
  return { account, title, closed: account.members_only === 1, begins: answered === undefined };
}

/** A draft as the form shows it. @param time what is typed as its time */
export async function composeOfDraft(visit: Visit, draft: Draft, media: readonly Media[], time = ""): Promise<Compose> {
  const answered = await findAnswered(visit, draft.in_reply_to_id);
  return {
    text: draft.text,
    title: draft.title,
    spoiler_text: draft.spoiler_text,
    sensitive: draft.sensitive,
    visibility: draft.visibility,
    circle_id: draft.circle_id,
    local_only: draft.local_only === true,
    language: draft.language,
    markdown: draft.content_type === "text/markdown",
    quote_policy: draft.quote_policy ?? readSettings(myUser(visit)).default_quote_policy,
    expires_in: draft.expires_in ?? 0,
    scheduled_at: time,
    poll: draft.poll,
    media,
    answered,
    group: await findComposeGroup(visit, draft.group_id, answered),
    objection: [...(await objectionsTo(visit, [draft])).values()][0],
    quoted: await findQuoted(visit, draft.quoted_id),
    poll_limits: limits,
  };
}

/** A post as the form in which it is edited shows it. */
export function composeOfStatus(status: Status, loaded: StatusPage): Compose {
  return {
    text: status.text === "" ? plainText(withoutHeading(status.content, status.title)) : status.text,
    title: status.title,
    spoiler_text: status.spoiler_text,
    sensitive: status.sensitive === 1,
    visibility: status.visibility,
    was_for: loaded.circles.get(status.id),
    local_only: status.local_only === 1,
    language: status.language,
    markdown: status.text !== "" && status.content_type === "text/markdown",
    quote_policy: chosenPolicy(status),
    expires_in: 0,
    scheduled_at: "",
    poll: pollOf(status, loaded),
    media: loaded.media.get(status.id) ?? [],
    edited: status,
    poll_limits: limits,
  };
}

function pollOf({ id }: Status, { polls }: StatusPage): ComposePoll | undefined {
  const poll = polls.get(id);
  if (poll === undefined) return undefined;
  const options = fromJson(poll.options).map(({ title }) => title);
  return { options, multiple: poll.multiple === 1, hide_totals: poll.hide_totals === 1, expires_in: 0 };
}

function chosenPolicy(status: Status): QuotePolicy {
  const { automatic } = groupsOf(status);
  return automatic.includes("public") ? "public" : automatic.includes("followers") ? "followers" : "nobody";
}
