/** `/api/kith/v1/insights`: sums of what became of posts, for oneself and for groups that one looks after; and good times for a post. */
import { z } from "zod";
import { readSettings } from "../../accounts/settings.ts";
import type { Account } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { choose } from "../../insights/choices.ts";
import { loadHints } from "../../insights/hints.ts";
import { loadHours } from "../../insights/hours.ts";
import { loadInsights } from "../../insights/load.ts";
import { daysFile, loadAll, readSpanName, sitesFile } from "../../insights/page.ts";
import { getWatched } from "../../insights/rules.ts";
import { renderHint, renderInsights } from "../entities/insights.ts";
import { showStatuses } from "../present.ts";
import { answer, get, idParam, me, myUser, patch, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { flag, parse, textOf } from "../shapes.ts";

/** Who asks, in whoever's name. */
const person = (request: ApiRequest): Pick<Account, "id" | "uri"> => {
  const member = request.access?.member;
  return member === undefined ? me(request) : { id: member.account_id, uri: "" };
};
const own = async (request: ApiRequest): Promise<Account> =>
  await getWatched(request.kith.db, person(request), request.viewer_id);
const ofPath = async (request: ApiRequest): Promise<Account> =>
  await getWatched(request.kith.db, person(request), idParam(request));
const toDecide = async (request: ApiRequest, id = idParam(request)): Promise<Account> =>
  await getWatched(request.kith.db, person(request), id, "decide");

async function showOf(request: ApiRequest, account: Account): Promise<Answer> {
  const { kith, query } = request;
  const { insights, audience, best, counted } = await loadAll(kith, account, readSpanName(textOf(query["span"])));
  return answer({
    enabled: counted,
    ...renderInsights(insights, audience, kith.instance.domain),
    statuses: await showStatuses(request, best, "account"),
  });
}

async function save(request: ApiRequest, account: Account): Promise<Answer> {
  const { enabled } = parse(request.body, z.object({ enabled: flag }));
  await choose(request.kith, account.id, enabled);
  return await showOf(request, account);
}

/** The same numbers for tables elsewhere. */
async function download(request: ApiRequest): Promise<Answer> {
  const account = await ofPath(request);
  const write = { "days.csv": daysFile, "sites.csv": sitesFile }[request.params["file"] ?? ""];
  if (write === undefined) throw missing();
  const insights = await loadInsights(request.kith, account, readSpanName(textOf(request.query["span"])));
  return { body: write(insights), type: "text/csv; charset=utf-8" };
}

async function hours(request: ApiRequest): Promise<Answer> {
  const found = await loadHours(request.kith, me(request), zoneOf(request));
  return answer(found?.slots ?? []);
}

const zoneOf = (request: ApiRequest): string => readSettings(myUser(request)).time_zone || request.kith.instance.time_zone;

async function times(request: ApiRequest): Promise<Answer> {
  return answer((await loadHints(request.kith, me(request), zoneOf(request))).map(renderHint));
}

const at = "/api/kith/v1/insights";
const of = "/api/kith/v1/accounts/:id/insights";
const [read, write] = [user("read:accounts"), user("write:accounts")];

export const insightRoutes: readonly Route[] = [
  get(at, read, async (request) => await showOf(request, await own(request))),
  patch(at, write, async (request) => await save(request, await toDecide(request, request.viewer_id))),
  get(`${at}/times`, read, times),
  get(`${at}/hours`, read, hours),
  get(of, read, async (request) => await showOf(request, await ofPath(request))),
  get(`${of}/:file`, read, download),
  patch(of, write, async (request) => await save(request, await toDecide(request))),
];
