/** `/api/kith/v1/groups`: groups that live here and elsewhere, joining them, and for whom one lives here making and changing it. */
import { accountsById } from "../account-pages.ts";
import { z } from "zod";
import { visitAccount } from "../../accounts/visit.ts";
import { getAccount } from "../../accounts/find.ts";
import { rfc3339 } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import { invalid, missing } from "../../errors.ts";
import { follow } from "../../follows/follow.ts";
import { unfollow } from "../../follows/unfollow.ts";
import type { Kith } from "../../kith.ts";
import { changeGroup, closeGroup } from "../../groups/change.ts";
import { createGroup } from "../../groups/create.ts";
import { complete, DIRECTORY_ORDERS, loadDirectory, loadJoined, type Listed } from "../../groups/directory.ts";
import { FURTHEST } from "../../groups/feed.ts";
import { dropInvitation, joinGroup, loadInvitations } from "../../groups/invitations.ts";
import { findFarGroup } from "../../groups/elsewhere.ts";
import { getOwnGroup, type Group } from "../../groups/load.ts";
import { loadFarStanding, loadStanding, type Standing } from "../../groups/look.ts";
import { leaveGroupOf } from "../../groups/membership.ts";
import { loadTold } from "../../groups/moderators.ts";
import { takeOver } from "../../groups/orphans.ts";
import { removePortrait } from "../../media/portraits.ts";
import { renderGroup, type GroupStanding } from "../entities/group.ts";
import { pagedByOffset } from "../links.ts";
import { sceneWith } from "../present.ts";
import { portraitOf } from "../profile.ts";
import {
  answer,
  anyone,
  del,
  get,
  idParam,
  me,
  nothing,
  patch,
  post,
  user,
  type Answer,
  type ApiRequest,
  type Route,
} from "../respond.ts";
import { flag, isTrue, limitOf, list, offsetOf, parse, said, text, textOf } from "../shapes.ts";

const NOT_LISTED = "is not included in the list";
const values = z.object({
  title: text(1000).nullish(),
  note: text().nullish(),
  rules: list(text(), 100).nullish(),
  membership: z.enum(["public", "approval", "invitation"], NOT_LISTED).nullish(),
  posting: z.enum(["everybody", "members", "moderators"], NOT_LISTED).nullish(),
  approve_first: flag.nullish(),
  private: flag.nullish(),
  revealed: flag.nullish(),
  discoverable: flag.nullish(),
  chat: flag.nullish(),
  downvotes: flag.nullish(),
  avatar_description: text(5000).nullish(),
  header_description: text(5000).nullish(),
});
const fresh = values.extend({ name: text(200), title: text(1000) });

/** The group of the path. @throws Refusal `missing` */
export const groupParam = async (request: ApiRequest): Promise<Group> => await getOwnGroup(request.kith.db, idParam(request));

export const viewerOf = async ({ kith, viewer_id }: ApiRequest): Promise<Account | undefined> =>
  viewer_id === 0 ? undefined : await getAccount(kith.db, viewer_id);

/** The group of the path, when it lives on another server. */
export const farGroupParam = async (request: ApiRequest): Promise<Account | undefined> =>
  await findFarGroup(request.kith.db, idParam(request));

export async function showGroup(request: ApiRequest, { account: { id } }: Pick<Group, "account">): Promise<Answer> {
  const { kith, viewer_id } = request;
  const group = await getOwnGroup(kith.db, id);
  const standing = await loadStanding(kith, group, await viewerOf(request));
  const scene = await sceneWith(kith, viewer_id, [group.account]);
  return answer(renderGroup(await listedOf(request, id), scene, standingOf(standing)));
}

/** @throws Refusal `missing` */
async function listedOf({ kith, viewer_id }: ApiRequest, id: number): Promise<Listed> {
  const [listed] = await complete(kith.db, viewer_id, [id]);
  if (listed === undefined) throw missing();
  return listed;
}

const standingOf = ({ role, ban: _, chat_id, ...rest }: Standing): GroupStanding => ({
  ...rest,
  role: role ?? null,
  chat_id: chat_id === undefined ? null : String(chat_id),
});

/** One elsewhere, as its server has told of it; that is asked again once a day. */
async function showFarGroup(request: ApiRequest, account: Account): Promise<Answer> {
  const { kith, viewer_id } = request;
  await visitAccount(kith, viewer_id, account);
  const standing = await loadFarStanding(kith, account, await viewerOf(request));
  const listed = await listedOf(request, account.id);
  const rules = listed.told === listed.account ? (await loadTold(kith.db, account.id)).rules : listed.rules;
  const scene = await sceneWith(kith, viewer_id, [account]);
  return answer(renderGroup({ ...listed, rules }, scene, standingOf(standing)));
}

async function showOne(request: ApiRequest): Promise<Answer> {
  const far = await farGroupParam(request);
  return far === undefined ? await showGroup(request, await groupParam(request)) : await showFarGroup(request, far);
}

async function renderListed(request: ApiRequest, listed: readonly Listed[]) {
  const scene = await sceneWith(
    request.kith,
    request.viewer_id,
    listed.map(({ account }) => account),
  );
  return listed.map((one) => renderGroup(one, scene));
}

async function directory(request: ApiRequest): Promise<Answer> {
  const { kith, query } = request;
  const order = DIRECTORY_ORDERS.find((one) => one === textOf(query["order"])) ?? "active";
  const paging = { offset: offsetOf(query, FURTHEST), limit: limitOf(query, 20, 80) };
  const found = await loadDirectory(kith, request.viewer_id, {
    q: textOf(query["q"]).slice(0, 200),
    order,
    local: isTrue(query["local"]),
    ...paging,
  });
  return pagedByOffset(request, await renderListed(request, found), paging);
}

async function create(request: ApiRequest): Promise<Answer> {
  const fields = parse(request.body, fresh);
  const by = await getAccount(request.kith.db, me(request).id);
  const { name, title } = fields;
  const group = await createGroup(request.kith, by, { ...said(fields), name, title });
  return await withPictures(request, group, by, {});
}

async function change(request: ApiRequest): Promise<Answer> {
  const by = await getAccount(request.kith.db, me(request).id);
  return await withPictures(request, await groupParam(request), by, said(parse(request.body, values)));
}

async function withPictures(
  request: ApiRequest,
  group: Group,
  by: Account,
  changes: Parameters<typeof changeGroup>[3],
): Promise<Answer> {
  const [avatar, header] = [await portraitOf(request, "avatar"), await portraitOf(request, "header")];
  const given = { ...changes, ...(avatar === undefined ? {} : { avatar }), ...(header === undefined ? {} : { header }) };
  try {
    if (Object.keys(given).length > 0) await changeGroup(request.kith, group, by, given);
  } catch (error) {
    for (const name of [avatar, header]) await removePortrait(request.kith, name ?? "");
    throw error;
  }
  return await showGroup(request, group);
}

async function invitations(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const rows = await loadInvitations(kith, me(request).id);
  const listed = await complete(
    kith.db,
    request.viewer_id,
    rows.map(({ group_id }) => group_id),
  );
  const groups = await renderListed(request, listed);
  const by = await accountsById(
    request,
    rows.map(({ inviter_id }) => inviter_id),
  );
  return answer(
    rows.flatMap(({ group_id, inviter_id, created_at }) => {
      const group = groups.find(({ id }) => id === String(group_id));
      return group === undefined ? [] : { group, by: by.get(inviter_id) ?? null, created_at: rfc3339(created_at) };
    }),
  );
}

type Act = (request: ApiRequest, group: Group, by: Account) => Promise<unknown>;
const acting =
  (act: Act) =>
  async (request: ApiRequest): Promise<Answer> => {
    const group = await groupParam(request);
    await act(request, group, await getAccount(request.kith.db, me(request).id));
    return await showGroup(request, group);
  };

/** One elsewhere is joined and left by following it. */
const actingAnywhere =
  (act: Act, far: (kith: Kith, by: Account, group: Account) => Promise<unknown>) =>
  async (request: ApiRequest): Promise<Answer> => {
    const account = await farGroupParam(request);
    if (account === undefined) return await acting(act)(request);
    await far(request.kith, await getAccount(request.kith.db, me(request).id), account);
    return await showFarGroup(request, account);
  };

async function close(request: ApiRequest): Promise<Answer> {
  const group = await groupParam(request);
  if (textOf(request.body["confirm"]) !== group.account.username)
    throw invalid("Validation failed: Confirm must be the name of the group");
  await closeGroup(request.kith, group, await getAccount(request.kith.db, me(request).id));
  return nothing;
}

const at = "/api/kith/v1/groups";
const [read, write] = [user("read:follows"), user("write:follows")];
const manage = user("write:accounts", { uploads: true });

export const groupRoutes: readonly Route[] = [
  get(at, anyone("read:accounts"), directory),
  post(at, manage, create),
  get(`${at}/joined`, read, async (request) =>
    answer(await renderListed(request, await loadJoined(request.kith.db, me(request).id))),
  ),
  get(`${at}/invitations`, read, invitations),
  get(`${at}/:id`, anyone("read:accounts"), showOne),
  patch(`${at}/:id`, manage, change),
  del(`${at}/:id`, user("write:accounts"), close),
  post(
    `${at}/:id/join`,
    write,
    actingAnywhere(async ({ kith }, group, by) => await joinGroup(kith, group, by), follow),
  ),
  post(
    `${at}/:id/leave`,
    write,
    actingAnywhere(async ({ kith }, group, by) => await leaveGroupOf(kith, group, by), unfollow),
  ),
  post(
    `${at}/:id/take_over`,
    user("write:accounts"),
    acting(async ({ kith }, group, by) => await takeOver(kith, group, by)),
  ),
  post(
    `${at}/:id/decline`,
    write,
    acting(async ({ kith }, group, by) => await dropInvitation(kith, group, by, by.id)),
  ),
];
