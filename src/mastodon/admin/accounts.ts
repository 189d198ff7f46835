/** https://docs.joinmastodon.org/methods/admin/accounts/ */
import { z } from "zod";
import type { Role } from "../../db/values.ts";
import { accountIds, type AccountQuery } from "../../moderation/accounts.ts";
import { plainAddress } from "../../moderation/addresses.ts";
import { approve, erase, moderate, reject, undo, type Undoing } from "../../moderation/actions.ts";
import { forbidden, missing } from "../../errors.ts";
import { normalizeHost } from "../../text/names.ts";
import { paged } from "../links.ts";
import { answer, del, get, nothing, post, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { flag, id, idsOf, isTrue, listOf, pagingOf, parse, text, textOf } from "../shapes.ts";
import { by, reading, showAdminAccounts, staff, targetParam, writing } from "./admin.ts";

const action = z.object({
  type: text(100),
  report_id: id.nullish(),
  text: text(5000).nullish(),
  send_email_notification: flag.nullish(),
});

const optional = (value: string): string | undefined => (value === "" ? undefined : value);

/** What both versions know by the same names. */
function namesOf({ query }: ApiRequest): AccountQuery {
  const ip = optional(textOf(query["ip"]));
  const host = optional(textOf(query["by_domain"]));
  return {
    username: optional(textOf(query["username"]).replace(/^@/, "")),
    display_name: optional(textOf(query["display_name"])),
    email: optional(textOf(query["email"])),
    ip: ip === undefined ? undefined : plainAddress(ip),
    host: host === undefined ? undefined : (normalizeHost(host) ?? "?"),
  };
}

const STAFF: readonly Role[] = ["moderator", "admin", "owner"];
const STANDINGS = ["active", "pending", "disabled", "silenced", "suspended", "sensitized"] as const;

/** Version 1 has a flag for everything. */
function askedV1(request: ApiRequest): AccountQuery {
  const { query } = request;
  const origin = isTrue(query["local"]) ? "local" : isTrue(query["remote"]) ? "remote" : undefined;
  const status = STANDINGS.find((name) => isTrue(query[name]));
  return { ...namesOf(request), origin, status, roles: isTrue(query["staff"]) ? STAFF : undefined };
}

const ROLE_IDS: Readonly<Record<string, Role>> = { "-99": "user", 1: "moderator", 2: "admin", 3: "owner" };

function askedV2(request: ApiRequest): AccountQuery {
  const { query } = request;
  const origin = (["local", "remote"] as const).find((name) => name === textOf(query["origin"]));
  const status = STANDINGS.find((name) => name === textOf(query["status"]));
  const ids = listOf(query["role_ids"])?.map(textOf);
  const named = ids?.flatMap((one) => ROLE_IDS[one] ?? []);
  const roles = textOf(query["permissions"]) === "staff" ? STAFF : named;
  return { ...namesOf(request), origin, status, roles };
}

const page =
  (asked: (request: ApiRequest) => AccountQuery) =>
  async (request: ApiRequest): Promise<Answer> => {
    const paging = pagingOf(request.query, 100, 200);
    const [invited_by] = idsOf(request.query["invited_by"], 1);
    const ids = await accountIds(request.kith.db, { ...asked(request), invited_by }, paging);
    return paged(request, await showAdminAccounts(request, ids), { cursors: ids, paging });
  };

async function showOne(request: ApiRequest, account_id: number): Promise<Answer> {
  const [shown] = await showAdminAccounts(request, [account_id]);
  if (shown === undefined) throw missing();
  return answer(shown);
}

async function act(request: ApiRequest): Promise<Answer> {
  const asked = parse(request.body, action);
  await moderate(request.kith, by(request), await targetParam(request), {
    type: asked.type,
    text: asked.text ?? "",
    report_id: asked.report_id ?? 0,
    letter: asked.send_email_notification ?? true,
  });
  return nothing;
}

const undoing =
  (verb: Undoing) =>
  async (request: ApiRequest): Promise<Answer> => {
    const target = await targetParam(request);
    await undo(request.kith, by(request), target, verb);
    return await showOne(request, target.id);
  };

async function doApprove(request: ApiRequest): Promise<Answer> {
  const target = await targetParam(request);
  await approve(request.kith, by(request), target);
  return await showOne(request, target.id);
}

async function doReject(request: ApiRequest): Promise<Answer> {
  const target = await targetParam(request);
  const [shown] = await showAdminAccounts(request, [target.id]);
  await reject(request.kith, by(request), target);
  return answer(shown);
}

async function doErase(request: ApiRequest): Promise<Answer> {
  const target = await targetParam(request);
  if (target.suspended_at === 0) throw forbidden();
  const [shown] = await showAdminAccounts(request, [target.id]);
  await erase(request.kith, by(request), target);
  return answer(shown);
}

const at = "/api/v1/admin/accounts";
const users = "manage_users";

export const adminAccountRoutes: readonly Route[] = [
  get(at, reading("accounts"), staff(users, page(askedV1))),
  get("/api/v2/admin/accounts", reading("accounts"), staff(users, page(askedV2))),
  get(
    `${at}/:id`,
    reading("accounts"),
    staff(users, async (request) => await showOne(request, (await targetParam(request)).id)),
  ),
  post(`${at}/:id/action`, writing("accounts"), staff(users, act)),
  post(`${at}/:id/approve`, writing("accounts"), staff(users, doApprove)),
  post(`${at}/:id/reject`, writing("accounts"), staff(users, doReject)),
  ...(["enable", "unsensitive", "unsilence", "unsuspend"] as const).map((verb) =>
    post(`${at}/:id/${verb}`, writing("accounts"), staff(users, undoing(verb))),
  ),
  del(`${at}/:id`, writing("accounts"), staff("delete_user_data", doErase)),
];
