/** Voting, here and from elsewhere: one ballot for each account, of one choice or of several. */
import { assertHere } from "../accounts/rules.ts";
import { fromJson, toJson } from "../db/columns.ts";
import type { Account, Status, Tx } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { actorUri } from "../uris.ts";
import { findPoll, findPollOfStatus, isOver, ownVotes, type Poll } from "./load.ts";
import { votersOf } from "./voters.ts";

/**
 * A local account votes in a poll that it may see. For a poll from elsewhere the vote is counted here until its server counts anew.
 *
 * @param choices indices of options
 * @returns the poll as it is now
 * @throws Refusal `invalid` with Mastodon's sentences
 */
export async function votePoll(kith: Kith, account: Account, poll_id: number, choices: readonly number[]): Promise<Poll> {
  assertHere(account);
  const wanted = [...new Set(choices)].sort((a, b) => a - b);
  return await kith.write(async (tx, happened) => {
    const poll = await lock(tx, poll_id);
    if (poll === undefined) throw missing();
    assertMayVote(poll, account, wanted, kith.now());
    if ((await ownVotes(tx, poll.id, account.id)).length > 0)
      throw invalid("Validation failed: You have already voted on this poll");
    const uris = wanted.map((choice) => `${actorUri(kith.instance, account.id)}#votes/${poll.id}/${choice}`);
    await countVotes(tx, poll, wanted, true);
    await insertVotes(tx, kith, { poll, account, choices: wanted, uris });
    happened({
      type: "poll.voted",
      poll_id: poll.id,
      status_id: poll.status_id,
      account_id: account.id,
      local: true,
      choices: wanted,
    });
    return (await findPoll(tx, poll.id)) ?? poll;
  });
}

function assertMayVote(poll: Poll, account: Account, choices: readonly number[], now: number): void {
  if (isOver(poll, now)) throw invalid("Validation failed: The poll has already ended");
  if (poll.account_id === account.id) throw invalid("Validation failed: You cannot vote in your own polls");
  const options = fromJson(poll.options).length;
  const wrong = choices.length === 0 || choices.some((choice) => !Number.isInteger(choice) || choice < 0 || choice >= options);
  if (wrong || (poll.multiple === 0 && choices.length > 1))
    throw invalid("Validation failed: The chosen vote option does not exist");
}

/**
 * A vote from elsewhere: the title of an option, one message for each choice. A second choice where one is allowed, a vote that came too late and
 * an option that is not there are passed over.
 *
 * @param uri of the vote
 */
export async function receiveVote(
  kith: Kith,
  account: Account,
  status: Status,
  vote: { title: string; uri: string },
): Promise<void> {
  const known = await findPollOfStatus(kith.db, status.id);
  if (known === undefined || status.local === 0 || status.account_id === account.id || account.suspended_at > 0) return;
  await kith.write(async (tx, happened) => {
    const poll = await lock(tx, known.id);
    if (poll === undefined || isOver(poll, kith.now())) return;
    const choice = fromJson(poll.options).findIndex(({ title }) => title === vote.title);
    const before = await ownVotes(tx, poll.id, account.id);
    if (choice < 0 || before.includes(choice) || (poll.multiple === 0 && before.length > 0)) return;
    await countVotes(tx, poll, [choice], before.length === 0);
    await insertVotes(tx, kith, { poll, account, choices: [choice], uris: [vote.uri] });
    happened({
      type: "poll.voted",
      poll_id: poll.id,
      status_id: poll.status_id,
      account_id: account.id,
      local: false,
      choices: [choice],
    });
  });
}

/** Takes the row: of two ballots at once the second sees the first. Only therefore may the counts in `options` be read and written. */
const lock = async (tx: Tx, id: number): Promise<Poll | undefined> =>
  await tx
    .updateTable("polls")
    .set((eb) => ({ votes_count: eb.ref("votes_count") }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();

async function countVotes(tx: Tx, poll: Poll, choices: readonly number[], new_voter: boolean): Promise<void> {
  const options = fromJson(poll.options).map((option, index) => ({
    ...option,
    votes_count: option.votes_count + (choices.includes(index) ? 1 : 0),
  }));
  await tx
    .updateTable("polls")
    .set((eb) => ({
      options: toJson(options),
      votes_count: eb("votes_count", "+", choices.length),
      voters_count: eb("voters_count", "+", new_voter && votersOf(poll) !== undefined ? 1 : 0),
    }))
    .where("id", "=", poll.id)
    .execute();
}

type Ballot = { poll: Poll; account: Account; choices: readonly number[]; uris: readonly string[] };

async function insertVotes(tx: Tx, kith: Pick<Kith, "now">, { poll, account, choices, uris }: Ballot): Promise<void> {
  await tx
    .insertInto("poll_votes")
    .values(
      choices.map((choice, at) => ({
        poll_id: poll.id,
        account_id: account.id,
        choice,
        uri: uris[at] ?? "",
        created_at: kith.now(),
      })),
    )
    .execute();
}
