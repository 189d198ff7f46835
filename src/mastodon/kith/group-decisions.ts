/** `/api/kith/v1/…/group(s)`: what groups of other servers have decided, and why; for whom it concerns and for whoever sees the status. */
import { getAccount, loadAccounts } from "../../accounts/find.ts";
import { rfc3339 } from "../../db/columns.ts";
import { missing } from "../../errors.ts";
import { loadDecisions } from "../../groups/decisions.ts";
import { loadInsides } from "../../groups/inside.ts";
import { mayLook } from "../../groups/look.ts";
import { findBan } from "../../groups/members.ts";
import { loadTold } from "../../groups/moderators.ts";
import { loadStaff } from "../../groups/roles.ts";
import { findOriginal } from "../../statuses/find.ts";
import { renderAccounts, showStatus, statusParam } from "../present.ts";
import { answer, anyone, get, idParam, me, post, user, type Answer, type ApiRequest, type Route } from "../respond.ts";

/**
 * Who moderates it, whether it has banned the one who asks, and of one elsewhere what its server tells besides. As far as it is known here: nobody is asked. Of one
 * for its members alone, who is in it and who looks after it is told to them alone.
 */
async function group(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const account = await getAccount(kith.db, idParam(request));
  if (account.actor_type !== "Group") throw missing();
  const ban = await findBan(kith.db, me(request).id, [account.id], kith.now());
  const looked = await mayLook(kith.db, { account }, me(request).id);
  const staff = looked ? await loadStaff(kith.db, account.id) : [];
  const moderators = await renderAccounts(
    request,
    staff.map((one) => one.account).filter(({ suspended_at }) => suspended_at === 0),
  );
  const { rules: open, sidebar, members, restricted } = await loadTold(kith.db, account.id);
  const rules = (await loadInsides(kith.db, me(request).id, [account])).get(account.id)?.rules ?? open;
  const people = [...(await loadAccounts(kith.db, looked ? members : [])).values()].filter(
    ({ deleted_at, suspended_at }) => deleted_at === 0 && suspended_at === 0,
  );
  return answer({
    moderators,
    ...(account.host === "" ? {} : { rules, sidebar, restricted, members: await renderAccounts(request, people) }),
    ban: ban === undefined ? null : { reason: ban.reason, expires_at: ban.expires_at === 0 ? null : rfc3339(ban.expires_at) },
  });
}

/** The groups that have locked a status's thread or removed the status, or do not show it. */
async function groups(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const asked = await statusParam(request);
  const status = (await findOriginal(kith.db, asked)) ?? asked;
  const decisions = await loadDecisions(kith.db, request.viewer_id, status);
  const accounts = await renderAccounts(
    request,
    decisions.map(({ group: account }) => account),
  );
  return answer(
    decisions.map(({ kind, reason, created_at }, n) => ({ group: accounts[n], kind, reason, created_at: rfc3339(created_at) })),
  );
}

/** One's own, which a group elsewhere has not let in (yet). */
async function alone(request: ApiRequest): Promise<Answer> {
  const { postAlone } = await import("../../statuses/held.ts");
  const status = await postAlone(request.kith, me(request), idParam(request));
  return answer(await showStatus(request, status.id));
}

export const groupDecisionRoutes: readonly Route[] = [
  get("/api/kith/v1/accounts/:id/group", user("read:accounts"), group),
  get("/api/kith/v1/statuses/:id/groups", anyone("read:statuses"), groups),
  post("/api/kith/v1/statuses/:id/post_without_group", user("write:statuses"), alone),
];
