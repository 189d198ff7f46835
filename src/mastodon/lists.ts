/** https://docs.joinmastodon.org/methods/lists/ */
import { z } from "zod";
import { addMembers, listsWith, loadMembers, removeMembers } from "../lists/members.ts";
import { createList, getList, loadLists, removeList, updateList, type List } from "../lists/lists.ts";
import { findGroupList, loadGroupLists, type GroupList } from "../groups/lists.ts";
import { accountParam } from "./accounts.ts";
import { paged } from "./links.ts";
import { showAccounts } from "./present.ts";
import { answer, del, get, idParam, me, nothing, post, put, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { flag, id, list, pagingOf, parse, text } from "./shapes.ts";

const render = ({ id: list_id, title, replies_policy, exclusive }: List) => ({
  id: String(list_id),
  title,
  replies_policy,
  exclusive: exclusive === 1,
});

/** A group that one is in, to be read only. */
const renderOfGroup = ({ id: group_id, title }: GroupList) => ({
  id: String(group_id),
  title,
  replies_policy: "list",
  exclusive: false,
  group: true,
});

const policy = z.enum(["followed", "list", "none"], "is not included in the list").nullish();
const values = z.object({ title: text(), replies_policy: policy, exclusive: flag.nullish() });
const changes = values.partial({ title: true });
const people = z.object({ account_ids: list(id, 500) });

const own = async (request: ApiRequest): Promise<List> => await getList(request.kith.db, me(request).id, idParam(request));

async function create(request: ApiRequest): Promise<Answer> {
  const { title, replies_policy, exclusive } = parse(request.body, values);
  return answer(
    render(
      await createList(request.kith, me(request).id, {
        title,
        replies_policy: replies_policy ?? "list",
        exclusive: exclusive ?? false,
      }),
    ),
  );
}

async function change(request: ApiRequest): Promise<Answer> {
  const { title, replies_policy, exclusive } = parse(request.body, changes);
  const said = {
    ...(title === undefined ? {} : { title }),
    ...(replies_policy ? { replies_policy } : {}),
    ...(exclusive === undefined || exclusive === null ? {} : { exclusive }),
  };
  return answer(render(await updateList(request.kith, me(request).id, idParam(request), said)));
}

async function members(request: ApiRequest): Promise<Answer> {
  const group = await findGroupList(request.kith.db, me(request).id, idParam(request));
  if (group !== undefined) return answer(await showAccounts(request, [group.id]));
  const all = request.query["limit"] === "0";
  const paging = all ? { ...pagingOf(request.query, 500, 500), limit: 500 } : pagingOf(request.query, 40, 80);
  const rows = await loadMembers(request.kith.db, await own(request), paging);
  const accounts = await showAccounts(
    request,
    rows.map(({ account_id }) => account_id),
  );
  return all ? answer(accounts) : paged(request, accounts, { cursors: rows.map((row) => row.id), paging, prev: "since_id" });
}

const changing =
  (act: typeof addMembers) =>
  async (request: ApiRequest): Promise<Answer> => {
    await act(request.kith, await own(request), parse(request.body, people).account_ids);
    return nothing;
  };

const at = "/api/v1/lists";

export const listRoutes: readonly Route[] = [
  get(at, user("read:lists"), async (request) =>
    answer([
      ...(await loadLists(request.kith.db, me(request).id)).map(render),
      ...(await loadGroupLists(request.kith.db, me(request).id)).map(renderOfGroup),
    ]),
  ),
  post(at, user("write:lists"), create),
  get(`${at}/:id`, user("read:lists"), async (request) => {
    const group = await findGroupList(request.kith.db, me(request).id, idParam(request));
    return answer(group === undefined ? render(await own(request)) : renderOfGroup(group));
  }),
  put(`${at}/:id`, user("write:lists"), change),
  del(`${at}/:id`, user("write:lists"), async (request) => {
    await removeList(request.kith, me(request).id, (await own(request)).id);
    return nothing;
  }),
  get(`${at}/:id/accounts`, user("read:lists"), members),
  post(`${at}/:id/accounts`, user("write:lists"), changing(addMembers)),
  del(`${at}/:id/accounts`, user("write:lists"), changing(removeMembers)),
  get("/api/v1/accounts/:id/lists", user("read:lists"), async (request) =>
    answer((await listsWith(request.kith.db, me(request).id, (await accountParam(request)).id)).map(render)),
  ),
];
