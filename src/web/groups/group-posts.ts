/** What those who look after a group, one that lives here or elsewhere, do about a post in it. */
import { findAccountById, getAccount } from "../../accounts/find.ts";
import type { Account, Reads, Status } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { titleFor } from "../../groups/bar.ts";
import { decide, VERDICTS, type Verdict } from "../../groups/decide.ts";
import { assertModeratesFar, assertStandsIn, decideElsewhere, findFarGroup } from "../../groups/elsewhere.ts";
import { isThread } from "../../groups/entries.ts";
import { getOwnGroup, type Group } from "../../groups/load.ts";
import { assertRole } from "../../groups/roles.ts";
import { findOriginal, findStatusById } from "../../statuses/find.ts";
import { loadReportedPage } from "../../statuses/judged.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { judgePostView } from "../../../views/groups/group-judging.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";

/** `own`: it lives here. */
type Judging = { account: Account; own: Group | undefined; self: Account; status: Status };

/** @throws Refusal for who does not look after the group, and for what is not in it */
async function judgingOf(visit: Visit): Promise<Judging> {
  const { kith } = visit;
  const [id, self] = [idParam(visit) ?? 0, await getAccount(kith.db, me(visit).id)];
  const far = await findFarGroup(kith.db, id);
  const own = far === undefined ? await getOwnGroup(kith.db, id) : undefined;
  if (own !== undefined) await assertRole(kith.db, own, self);
  if (far !== undefined) await assertModeratesFar(kith, far, self);
  const found = await findStatusById(kith.db, idParam(visit, "status") ?? 0);
  const status = found === undefined ? undefined : await findOriginal(kith.db, found);
  const account = far ?? own?.account;
  if (status === undefined || status.deleted_at > 0 || account === undefined) throw missing();
  // Of who is suspended nobody sees anything here, not even what they have posted to the group.
  if (((await findAccountById(kith.db, status.account_id))?.suspended_at ?? 0) > 0) throw missing();
  if (own === undefined) await assertStandsIn(kith.db, account, self, status);
  else if (status.group_id !== id) throw missing();
  return { account, own, self, status };
}

const isMarked = async (
  db: Reads,
  table: "pins" | "group_removals" | "group_locks",
  { account, status }: Judging,
): Promise<boolean> =>
  (await db
    .selectFrom(table as "pins")
    .select("status_id")
    .where("status_id", "=", status.id)
    .where((table === "pins" ? "account_id" : "group_id") as "account_id", "=", account.id)
    .executeTakeFirst()) !== undefined;

async function showPost(visit: Visit, problems?: Problems): Promise<Answer> {
  const { db } = visit.kith;
  const judging = await judgingOf(visit);
  const { account, status } = judging;
  const judged = {
    status,
    page: await loadReportedPage(db, [status.id]),
    pinned: await isMarked(db, "pins", judging),
    locked: await isMarked(db, "group_locks", judging),
    removed: await isMarked(db, "group_removals", judging),
    thread: isThread(status),
    problems,
    typed: problems === undefined ? undefined : visit.form.typed,
  };
  const title = await titleFor(db, account, visit.viewer_id);
  return show(judgePostView(await contextOf(visit), { account, title }, judged), problems === undefined ? 200 : 422);
}

const judging = (verdict: Verdict): Route =>
  makes(
    action(`/groups/:id/posts/:status/${verdict}`, "member", async (visit) => {
      const { kith, form } = visit;
      const { account, own, self, status } = await judgingOf(visit);
      const asked = { verdict, status, reason: form.text("reason") };
      const done = own === undefined ? decideElsewhere(kith, account, self, asked) : decide(kith, own, self, asked);
      const failed = await done.then(() => undefined).catch((error: unknown) => problemsOf(error, visit.locale, "reason"));
      if (failed !== undefined) return await showPost(visit, failed);
      return go(routes.judgeInGroup(account.id, status.id), own === undefined ? "groups.said_asked" : `groups.said_${verdict}`);
    }),
  );

export const groupPostRoutes: readonly Route[] = [
  page("/groups/:id/posts/:status", "member", async (visit) => await showPost(visit)),
  ...VERDICTS.map(judging),
];
