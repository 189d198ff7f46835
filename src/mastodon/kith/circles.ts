/** `/api/kith/v1/circles`: audiences of one's own, and who is in them; like lists. */
import { pagedAccounts } from "../account-pages.ts";
import { z } from "zod";
import { createCircle, ensureCircles, getCircle, removeCircle, renameCircle, type Circle } from "../../circles/circles.ts";
import { addMembers, circlesWith, loadMembers, removeMembers } from "../../circles/members.ts";
import { loadReach, loadReaches } from "../../circles/reach.ts";
import { accountParam } from "../accounts.ts";
import { renderCircle, renderReach } from "../entities/circle.ts";
import { answer, del, get, idParam, me, nothing, post, put, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { id, list, pagingOf, parse, text } from "../shapes.ts";

const values = z.object({ title: text() });
const people = z.object({ account_ids: list(id, 500) });

const own = async (request: ApiRequest): Promise<Circle> => await getCircle(request.kith.db, me(request).id, idParam(request));

const show = async ({ kith }: ApiRequest, circles: readonly Circle[]) => {
  const reaches = await loadReaches(kith.db, circles);
  return circles.map((circle) => renderCircle(circle, reaches.get(circle.id)));
};

const one = async (request: ApiRequest, circle: Circle): Promise<Answer> =>
  answer(renderCircle(circle, await loadReach(request.kith.db, circle)));

async function members(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 40, 80);
  const rows = await loadMembers(request.kith.db, await own(request), paging);
  return await pagedAccounts(request, rows, paging);
}

const changing =
  (act: typeof addMembers) =>
  async (request: ApiRequest): Promise<Answer> => {
    await act(request.kith, await own(request), parse(request.body, people).account_ids);
    return nothing;
  };

const at = "/api/kith/v1/circles";
const [read, write] = [user("read:lists"), user("write:lists")];

export const circleRoutes: readonly Route[] = [
  get(at, read, async (request) => answer(await show(request, await ensureCircles(request.kith, me(request).id)))),
  post(at, write, async (request) =>
    one(request, await createCircle(request.kith, me(request).id, parse(request.body, values).title)),
  ),
  get(`${at}/:id`, read, async (request) => await one(request, await own(request))),
  put(`${at}/:id`, write, async (request) =>
    one(request, await renameCircle(request.kith, me(request).id, idParam(request), parse(request.body, values).title)),
  ),
  del(`${at}/:id`, write, async (request) => {
    await removeCircle(request.kith, me(request).id, idParam(request));
    return nothing;
  }),
  get(`${at}/:id/reach`, read, async (request) =>
    answer(renderReach(await loadReach(request.kith.db, await own(request)), request.kith.instance.domain)),
  ),
  get(`${at}/:id/accounts`, read, members),
  post(`${at}/:id/accounts`, write, changing(addMembers)),
  del(`${at}/:id/accounts`, write, changing(removeMembers)),
  get("/api/kith/v1/accounts/:id/circles", read, async (request) =>
    answer(await show(request, await circlesWith(request.kith.db, me(request).id, (await accountParam(request)).id))),
  ),
];
