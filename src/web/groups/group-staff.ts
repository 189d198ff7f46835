/** The pages of those who look after a group: who waits, invitations, and what is done about posts and people. */
import { getAccount } from "../../accounts/find.ts";
import type { Account } from "../../db/schema.ts";
import { dropInvitation, invite, loadInvited, mayInvite } from "../../groups/invitations.ts";
import { createLink, loadLinks, removeLink } from "../../groups/invite-links.ts";
import type { Group } from "../../groups/load.ts";
import { findBan } from "../../groups/members.ts";
import { answerRequest, banFrom, loadBans, loadMembers, takeOut, unban } from "../../groups/membership.ts";
import { answerWaiting, loadQueue } from "../../groups/queue.ts";
import { loadReports, resolveReport } from "../../groups/reports.ts";
import { loadSweeps, sweepAgain } from "../../groups/sweep.ts";
import { readReason } from "../../groups/texts.ts";
import { appoint, assertRole, dismiss, findRole, handOver } from "../../groups/roles.ts";
import { findStanding } from "../../groups/load.ts";
import { readId } from "../../ids.ts";
import { loadReportedPage } from "../../statuses/judged.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { judgeMemberView } from "../../../views/groups/group-judging.ts";
import { groupInviteView, groupQueueView, reasonOf } from "../../../views/groups/group-staff.ts";
import { routes } from "../../../views/frame/routes.ts";
import { loadShown, resolve } from "../people/accounts.ts";
import { contextOf } from "../frame/context.ts";
import type { Said } from "../frame/flash.ts";
import { groupOf, headOf } from "./groups.ts";
import { problemsIn, problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, returnPath, type Visit } from "../frame/visit.ts";

const DAY = 86_400_000;
const MOST = 100;

const selfOf = async (visit: Visit): Promise<Account> => await getAccount(visit.kith.db, me(visit).id);

/** The group of the path, for those who look after it. */
async function ownGroup(visit: Visit): Promise<{ group: Group; self: Account }> {
  const [group, self] = [await groupOf(visit), await selfOf(visit)];
  await assertRole(visit.kith.db, group, self);
  return { group, self };
}

async function showQueue(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith } = visit;
  const { group } = await ownGroup(visit);
  const { id } = group.account;
  const requests = await loadMembers(kith.db, { group_id: id, state: "pending" }, { limit: MOST });
  const waiting = (await loadQueue(kith.db, id)).map(({ status_id }) => status_id);
  const reports = await loadReports(kith.db, id);
  const bans = await loadBans(kith.db, id, kith.now());
  const sweeps = await loadSweeps(
    kith.db,
    id,
    bans.map(({ account_id }) => account_id),
  );
  const people = await loadShown(
    visit,
    [...reports, ...bans].map(({ account_id }) => account_id),
  );
  const find = (account_id: number) => people.find((account) => account.id === account_id);
  const queue = {
    requests: await loadShown(
      visit,
      requests.map(({ account_id }) => account_id),
    ),
    waiting: await loadReportedPage(kith.db, waiting),
    reports: reports.map((report) => ({ report, by: find(report.account_id) })),
    reported: await loadReportedPage(
      kith.db,
      reports.map(({ status_id }) => status_id),
    ),
    bans: bans.flatMap((ban) => {
      const account = find(ban.account_id);
      return account === undefined ? [] : { ban, account, sweep: sweeps.get(account.id) };
    }),
    ...(problems === undefined ? {} : { problems, typed: visit.form.typed }),
  };
  return show(groupQueueView(await contextOf(visit), await headOf(visit, group), queue), problems === undefined ? 200 : 422);
}

type Act = (visit: Visit, group: Group, self: Account) => Promise<Said | void>;

const onQueue = (path: string, act: Act): Route =>
  action(`/groups/:id/${path}`, "member", async (visit) => {
    const { group, self } = await ownGroup(visit);
    const said = await act(visit, group, self);
    return go(returnPath(visit, routes.groupPage(group.account.id, "queue")), said ?? undefined);
  });

const personIn = async ({ kith, form }: Visit): Promise<Account> => await getAccount(kith.db, readId(form.text("account")) ?? 0);

const answering =
  (accept: boolean): Act =>
  async (visit, group, self) =>
    await answerRequest(visit.kith, group, self, { asker: await personIn(visit), accept });

async function letPostIn({ kith, form }: Visit, group: Group, self: Account): Promise<void> {
  await answerWaiting(kith, group, self, { status_id: readId(form.text("status")) ?? 0, accept: true });
}

async function refusePost(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const { group, self } = await ownGroup(visit);
  const status_id = readId(form.text("status")) ?? 0;
  const reason = form.text(reasonOf(status_id));
  const wrong = await problemsIn(locale, "reason", () => readReason(reason));
  if (wrong["reason"] !== undefined) return await showQueue(visit, { [reasonOf(status_id)]: wrong["reason"] });
  await answerWaiting(kith, group, self, { status_id, accept: false, reason });
  return go(returnPath(visit, routes.groupPage(group.account.id, "queue")));
}

async function showInvite(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith, form } = visit;
  const [group, self] = [await groupOf(visit), await selfOf(visit)];
  if (!(await mayInvite(kith.db, group, self))) await assertRole(kith.db, group, self);
  const head = await headOf(visit, group);
  const staff = head.standing.role !== undefined;
  const invited = staff ? (await loadInvited(kith.db, group.account.id)).map(({ account_id }) => account_id) : [];
  const links = staff ? await loadLinks(kith, group.account.id) : [];
  const state = problems === undefined ? {} : { problems, typed: form.typed };
  const view = groupInviteView(await contextOf(visit), head, { invited: await loadShown(visit, invited), links, ...state });
  return show(view, problems === undefined ? 200 : 422);
}

async function inviteOne(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const group = await groupOf(visit);
  const acct = form.text("acct").trim();
  const handle = acct.startsWith("@") ? acct : `@${acct}`;
  const local = handle.slice(1).includes("@") ? handle : `${handle}@${kith.instance.domain}`;
  const target = acct === "" ? undefined : await resolve(visit, local);
  if (target === undefined) return await showInvite(visit, { acct: locale.t("groups.invite_unknown") });
  const failed = await invite(kith, group, await selfOf(visit), target)
    .then(() => undefined)
    .catch((error: unknown) => problemsOf(error, locale, "acct"));
  return failed === undefined
    ? go(routes.groupPage(group.account.id, "invite"), "groups.said_invited")
    : await showInvite(visit, failed);
}

const onInvite = (path: string, act: Act): Route =>
  makes(
    action(`/groups/:id/${path}`, "member", async (visit) => {
      const { group, self } = await ownGroup(visit);
      await act(visit, group, self);
      return go(routes.groupPage(group.account.id, "invite"));
    }),
  );

const personOf = async (visit: Visit): Promise<Account> => await getAccount(visit.kith.db, idParam(visit, "account") ?? 0);

async function showPerson(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith } = visit;
  const { group } = await ownGroup(visit);
  const account = await personOf(visit);
  const { id } = group.account;
  const judged = {
    account,
    member: (await findStanding(kith.db, id, account.id)) === "member",
    role: await findRole(kith.db, id, account),
    banned: (await findBan(kith.db, account.id, [id], kith.now())) !== undefined,
    sweep: (await loadSweeps(kith.db, id, [account.id])).get(account.id),
    problems,
    typed: problems === undefined ? undefined : visit.form.typed,
  };
  return show(judgeMemberView(await contextOf(visit), await headOf(visit, group), judged), problems === undefined ? 200 : 422);
}

/** What is said afterwards, where that is not what is said of every such deed. */
type Judge = (visit: Visit, group: Group, self: Account, target: Account) => Promise<Said | void>;

const PERSONAL: Readonly<Record<"take_out" | "ban" | "unban" | "sweep_again" | "appoint" | "dismiss" | "hand_over", Judge>> = {
  take_out: async ({ kith }, group, self, target) => await takeOut(kith, group, self, target),
  ban: async ({ kith, form }, group, self, target) => {
    const days = Math.min(Math.max(Math.trunc(Number(form.text("days"))) || 0, 0), 3650);
    const expires_at = days === 0 ? 0 : kith.now() + days * DAY;
    const with_posts = form.has("with_posts");
    await banFrom(kith, group, self, { target, reason: form.text("reason"), expires_at, with_posts });
    return with_posts ? "groups.said_ban_with_posts" : undefined;
  },
  unban: async ({ kith }, group, self, target) =>
    (await unban(kith, group, self, { target, with_posts: true })) ? "groups.said_unban_with_posts" : undefined,
  sweep_again: async ({ kith }, group, self, target) => await sweepAgain(kith, group, self, target),
  appoint: async ({ kith }, group, self, target) => await appoint(kith, group, self, target),
  dismiss: async ({ kith }, group, self, target) => await dismiss(kith, group, self, target),
  hand_over: async ({ kith }, group, self, target) => await handOver(kith, group, self, target),
};

const judgingPeople = (Object.keys(PERSONAL) as (keyof typeof PERSONAL)[]).map((act) =>
  makes(
    action(`/groups/:id/people/:account/${act}`, "member", async (visit) => {
      const { group, self } = await ownGroup(visit);
      const target = await personOf(visit);
      let said: Said | void = undefined;
      const failed = await problemsIn(visit.locale, "reason", async () => {
        said = await PERSONAL[act](visit, group, self, target);
      });
      if (Object.keys(failed).length > 0) return await showPerson(visit, failed);
      return go(routes.groupPage(group.account.id, "members"), said ?? `groups.said_${act}`);
    }),
  ),
);

export const groupStaffRoutes: readonly Route[] = [
  page("/groups/:id/queue", "member", showQueue),
  onQueue("let_in", answering(true)),
  onQueue("turn_away", answering(false)),
  onQueue("approve", letPostIn),
  action("/groups/:id/refuse", "member", refusePost),
  onQueue(
    "resolve",
    async ({ kith, form }, group, self) => await resolveReport(kith, group, self, readId(form.text("report")) ?? 0),
  ),
  page("/groups/:id/invite", "member", async (visit) => await showInvite(visit)),
  makes(action("/groups/:id/invite", "member", inviteOne)),
  onInvite(
    "uninvite",
    async (visit, group, self) => await dropInvitation(visit.kith, group, self, readId(visit.form.text("account")) ?? 0),
  ),
  onInvite("link", async ({ kith, form }, group, self) => {
    await createLink(kith, group, self, { max_uses: Number(form.text("max_uses")), days: Number(form.text("days")) });
  }),
  onInvite("unlink", async ({ kith, form }, group, self) => await removeLink(kith, group, self, readId(form.text("link")) ?? 0)),
  page("/groups/:id/people/:account", "member", async (visit) => await showPerson(visit)),
  ...judgingPeople,
];
