/** `/api/kith/v1/groups/:id/invitations` and `/links`: how those who look after a group bring others in. */
import { showAccountsOf } from "../account-pages.ts";
import { z } from "zod";
import { getAccount } from "../../accounts/find.ts";
import { searchAccounts } from "../../accounts/search.ts";
import { rfc3339 } from "../../db/columns.ts";
import { missing } from "../../errors.ts";
import { dropInvitation, invite, loadInvited } from "../../groups/invitations.ts";
import { createLink, getLink, loadLinks, removeLink, takeLink, type GroupLink } from "../../groups/invite-links.ts";
import type { Group } from "../../groups/load.ts";
import { answer, anyone, del, get, idParam, me, post, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { parse, text, whole } from "../shapes.ts";
import { asked, doing, selfOf, type Act } from "./group-moderation.ts";
import { groupParam, showGroup } from "./groups.ts";

const inviteShape = z.object({ acct: text(400) });

/** Somebody by name; other servers are asked. */
const inviting: Act = async (request, group, by) => {
  const q = parse(request.body, inviteShape).acct.trim();
  const [target] = await searchAccounts(request.kith, by.id, { q: q.startsWith("@") ? q : `@${q}`, limit: 1, resolve: true });
  if (target === undefined) throw missing();
  await invite(request.kith, group, by, target);
};

async function invited(request: ApiRequest, { account }: Group): Promise<Answer> {
  const rows = await loadInvited(request.kith.db, account.id);
  return answer(await showAccountsOf(request, rows));
}

const renderLink = ({ kith }: ApiRequest, { id, code, max_uses, uses, expires_at, created_at }: GroupLink) => ({
  id: String(id),
  code,
  url: `${kith.instance.origin}/groups/join/${code}`,
  max_uses: max_uses === 0 ? null : max_uses,
  uses,
  expires_at: expires_at === 0 ? null : rfc3339(expires_at),
  created_at: rfc3339(created_at),
});

const linkShape = z.object({ max_uses: whole(0, 1000).nullish(), days: whole(0, 365).nullish() });

async function makeLink(request: ApiRequest): Promise<Answer> {
  const { max_uses, days } = parse(request.body, linkShape);
  const by = await selfOf(request);
  const link = await createLink(request.kith, await groupParam(request), by, { max_uses: max_uses ?? 0, days: days ?? 0 });
  return answer(renderLink(request, link));
}

/** What somebody who has been sent a link is told before they take it, also of a group that tells outsiders nothing. */
async function showLink(request: ApiRequest): Promise<Answer> {
  const { group } = await getLink(request.kith, request.params["code"] ?? "");
  const { account, group: own } = group;
  return answer({
    id: String(account.id),
    acct: account.username,
    title: own.title,
    note: own.note,
    members_count: account.followers_count,
  });
}

async function takeLinkOf(request: ApiRequest): Promise<Answer> {
  const by = await getAccount(request.kith.db, me(request).id);
  return await showGroup(request, await takeLink(request.kith, request.params["code"] ?? "", by));
}

const at = "/api/kith/v1/groups/:id";
const [read, write] = [user("read:accounts"), user("write:accounts")];

export const groupInvitationRoutes: readonly Route[] = [
  get("/api/kith/v1/groups/links/:code", anyone("read:accounts"), showLink),
  post("/api/kith/v1/groups/links/:code", user("write:follows"), takeLinkOf),
  get(`${at}/invitations`, read, asked(invited)),
  post(`${at}/invitations`, write, doing(inviting)),
  del(
    `${at}/invitations/:account_id`,
    write,
    doing(async (request, group, by) => await dropInvitation(request.kith, group, by, idParam(request, "account_id"))),
  ),
  get(
    `${at}/links`,
    read,
    asked(async (request, { account }) =>
      answer((await loadLinks(request.kith, account.id)).map((link) => renderLink(request, link))),
    ),
  ),
  post(`${at}/links`, write, makeLink),
  del(
    `${at}/links/:link_id`,
    write,
    doing(async (request, group, by) => await removeLink(request.kith, group, by, idParam(request, "link_id"))),
  ),
];
