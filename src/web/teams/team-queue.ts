/** What waits for a team: handed in, talked about, let through, given back. */
import { loadAccounts } from "../../accounts/find.ts";
import { loadWaitingMedia } from "../../scheduled/load.ts";
import { draftOf } from "../../scheduled/schedule.ts";
import { getTeam, getTeamAs } from "../../teams/load.ts";
import { judges } from "../../teams/roles.ts";
import { comment, getSubmission, loadComments, loadSubmissions, withdraw } from "../../teams/queue.ts";
import { approve, notAsSeen, turnDown, type Submission } from "../../teams/submissions.ts";
import { routes } from "../../../views/frame/routes.ts";
import { teamQueueView } from "../../../views/teams/team-queue.ts";
import { person } from "../frame/acting.ts";
import { contextOf } from "../frame/context.ts";
import type { Said } from "../frame/flash.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { inside } from "../frame/inside.ts";
import type { Fields } from "../frame/problems.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, type Visit } from "../frame/visit.ts";

/** `?decided=1`: what has been. */
async function showQueue(visit: Visit): Promise<Answer> {
  const { kith, query } = visit;
  const self = person(visit);
  const team = await getTeam(kith.db, idParam(visit), self.id);
  const decided = query.get("decided") === "1";
  const paging = readPaging(visit);
  const states = decided ? (["approved", "refused"] as const) : (["waiting", "returned"] as const);
  const rows = await loadSubmissions(kith.db, team, self.id, { states, paging });
  const { items, pager } = cut(visit, paging, rows, ({ id }) => id);
  const comments = await loadComments(
    kith.db,
    items.map(({ id }) => id),
  );
  const people = [...items, ...[...comments.values()].flat()].map(({ account_id }) => account_id);
  const accounts = await loadAccounts(kith.db, [...people, ...items.map(({ decided_by }) => decided_by)]);
  const media = await loadWaitingMedia(kith.db, items.map(draftOf));
  const shown = items.map((row) => {
    const draft = draftOf(row);
    const pictures = draft.media_ids.flatMap((id) => media.get(id) ?? []);
    return { id: row.id, at: row.created_at, draft, media: pictures, row, comments: comments.get(row.id) ?? [] };
  });
  return show(teamQueueView(await contextOf(visit), { team, self: self.id, items: shown, accounts, decided, pager }));
}

type Team = Awaited<ReturnType<typeof getTeam>>;

/** By who judges, unless `own`: by who wrote it, too. */
const acting = (
  name: string,
  said: Said,
  act: (visit: Visit, team: Team, submission: Submission) => Promise<void>,
  own = false,
): Route =>
  makes(
    inside(
      action(`/teams/:id/queue/:submission/${name}`, "member", async (visit) => {
        const { kith } = visit;
        const self = person(visit);
        const team = await getTeamAs(kith.db, idParam(visit), self.id, own ? () => true : judges);
        const submission = await getSubmission(kith.db, team, self.id, idParam(visit, "submission"));
        await act(visit, team, submission);
        return go(routes.teamQueue(team.account.id), said);
      }),
      OF_COMMENT,
    ),
  );

const OF_COMMENT: Fields = [
  ["Text", "comment"],
  [/^Nothing more fits/, "comment"],
];

/** What is said with it stands below it first. @throws Refusal `conflict` when it says something else by now than on the page from which it is judged */
async function saying(visit: Visit, submission: Submission): Promise<void> {
  const seen = visit.form.text("seen");
  if (seen !== "" && seen !== String(submission.updated_at)) throw notAsSeen();
  const said = visit.form.text("comment").trim();
  if (said !== "") await comment(visit.kith, submission, person(visit), said);
}

export const teamQueueRoutes: readonly Route[] = [
  page("/teams/:id/queue", "member", showQueue),
  acting("approve", "teams.said_approved", async (visit, { account }, submission) => {
    await saying(visit, submission);
    await approve(visit.kith, account, submission, person(visit));
  }),
  acting("return", "teams.said_returned", async (visit, _, submission) => {
    await saying(visit, submission);
    await turnDown(visit.kith, submission, person(visit), "returned");
  }),
  acting("refuse", "teams.said_refused", async (visit, _, submission) => {
    await saying(visit, submission);
    await turnDown(visit.kith, submission, person(visit), "refused");
  }),
  acting(
    "comment",
    "teams.said_commented",
    async (visit, _, submission) => await comment(visit.kith, submission, person(visit), visit.form.text("comment")),
    true,
  ),
  acting(
    "withdraw",
    "teams.said_withdrawn",
    async (visit, _, submission) => await withdraw(visit.kith, submission, person(visit)),
    true,
  ),
];
