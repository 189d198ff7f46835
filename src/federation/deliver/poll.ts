/** Sends votes of our people to the polls of others, and the counts of our polls to whoever has them. Each is the handler of a job. */
import { findAccountById } from "../../accounts/find.ts";
import { fromJson } from "../../db/columns.ts";
import type { Account, Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { findPoll, type Poll } from "../../polls/load.ts";
import { findStatusById } from "../../statuses/find.ts";
import { renderCounts } from "../documents.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toVote } from "../write/activities.ts";
import { inboxesOf, remoteVoters } from "./recipients.ts";
import { nothingToSend, send, sendAll, type Job } from "./send.ts";
import { inboxesAbout } from "./through.ts";
import { envelopeOf, loadOwn, readersOf, sharersOf } from "./status.ts";

/** One Create for each choice, to the author of the poll and nobody else. */
export async function deliverVote(kith: Kith, event: KithEventOf<"poll.voted">, job: Job): Promise<void> {
  const voter = await findAccountById(kith.db, event.account_id);
  const status = await findStatusById(kith.db, event.status_id);
  const poll = await findPoll(kith.db, event.poll_id);
  // A poll that asks something else by now has another id, and this vote is void.
  if (voter?.host !== "" || status === undefined || status.local === 1 || status.deleted_at > 0 || poll === undefined)
    return await nothingToSend(kith, job);
  const activities = await voteActivities(kith, { voter, status, poll, choices: event.choices });
  const inboxes = await inboxesAbout(kith, status);
  const envelope = { account_id: voter.id, status_id: null, inboxes, priority: 1 as const };
  await sendAll(
    kith,
    activities.map((activity) => ({ ...envelope, activity })),
    job,
  );
}

type Ballot = { voter: Account; status: Status; poll: Poll; choices: readonly number[] };

async function voteActivities(kith: Kith, { voter, status, poll, choices }: Ballot) {
  const author = await findAccountById(kith.db, status.account_id);
  const writer = await loadWriter(kith);
  const options = fromJson(poll.options);
  const activities = [];
  for (const { choice, uri } of await loadVotes(kith, poll.id, voter.id)) {
    const name = options[choice]?.title;
    if (!choices.includes(choice) || name === undefined || author === undefined) continue;
    const vote = { uri, actor_uri: voter.uri, object_uri: status.uri, author_uri: author.uri, name };
    activities.push(await serialise(toVote(vote, writer), "status"));
  }
  return activities;
}

const loadVotes = async ({ db }: Kith, poll_id: number, account_id: number): Promise<{ choice: number; uri: string }[]> =>
  await db
    .selectFrom("poll_votes")
    .select(["choice", "uri"])
    .where("poll_id", "=", poll_id)
    .where("account_id", "=", account_id)
    .orderBy("choice")
    .execute();

/** What a poll of ours counts now: to all who have its status, and to those who voted without having it otherwise. */
export async function deliverCounts(
  kith: Kith,
  event: KithEventOf<"poll.voted"> | KithEventOf<"poll.closed">,
  job: Job,
): Promise<void> {
  const asked = await findStatusById(kith.db, event.status_id);
  const found =
    asked === undefined
      ? undefined
      : await loadOwn(kith, { status_id: asked.id, account_id: asked.account_id, local: asked.local === 1 });
  if (found === undefined) return await nothingToSend(kith, job);
  const { status, page } = found;
  const voters = status.visibility === "direct" || status.visibility === "limited" ? [] : await remoteVoters(kith, event.poll_id);
  const inboxes = [
    ...(await readersOf(kith, status, page)),
    ...(await sharersOf(kith, status)),
    ...(await inboxesOf(kith, voters, "shared")),
  ];
  await send(kith, { ...envelopeOf(status), activity: await renderCounts(kith, status, page), inboxes }, job);
}
