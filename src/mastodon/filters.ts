/** https://docs.joinmastodon.org/methods/filters/: filters with many keywords and single statuses. */
import { z } from "zod";
import type { FilterContext } from "../db/values.ts";
import {
  addFilterStatus,
  createFilter,
  removeFilter,
  removeFilterStatus,
  updateFilter,
  updateKeywords,
  type FilterValues,
  type KeywordChange,
} from "../filters/change.ts";
import { getFilter, getFilterStatus, getKeyword, loadFilters, type WholeFilter } from "../filters/load.ts";
import { getVisibleStatus } from "../statuses/load.ts";
import { renderFilter, renderFilterKeyword, renderFilterStatus } from "./entities/filter.ts";
import { answer, del, get, idParam, me, nothing, post, put, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { flag, id, list, parse, text, whole } from "./shapes.ts";

/** `profile` is what some call the last one. */
export const context = z.preprocess(
  (said) => (said === "profile" ? "account" : said),
  z.enum(["home", "notifications", "public", "thread", "account"], "is invalid") satisfies z.ZodType<FilterContext>,
);
/** Seconds from now; empty or null: for ever. */
export const expires_in = z.union([z.literal(["", null]).transform(() => null), whole(0, 10_000_000_000)]).optional();

const keyword = z.object({ keyword: text(), whole_word: flag.nullish() });
const keywords = list(
  z.object({ id: id.nullish(), keyword: text().nullish(), whole_word: flag.nullish(), _destroy: flag.nullish() }),
  200,
);
const values = z.object({
  title: text(),
  context: list(context, 10),
  filter_action: z.enum(["warn", "hide", "blur"]).catch("warn").nullish(),
  expires_in,
  keywords_attributes: keywords.nullish(),
});

/** The instant at which a filter ends: 0 = never, undefined when nothing was said. */
export const expiryOf = ({ now }: ApiRequest["kith"], seconds: number | null | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds === null ? 0 : now() + seconds * 1000;

const own = async (request: ApiRequest, name = "id"): Promise<WholeFilter> =>
  await getFilter(request.kith.db, me(request).id, idParam(request, name));

const wordsOf = (changes: z.output<typeof keywords> | null | undefined): KeywordChange[] =>
  (changes ?? []).map((change) => ({
    ...(change.id ? { id: change.id } : {}),
    ...(change.keyword === undefined || change.keyword === null ? {} : { keyword: change.keyword }),
    ...(change.whole_word === undefined || change.whole_word === null ? {} : { whole_word: change.whole_word }),
    destroy: change._destroy ?? false,
  }));

async function create(request: ApiRequest): Promise<Answer> {
  const { kith, body } = request;
  const fields = parse(body, values);
  const filter: FilterValues = {
    title: fields.title,
    context: fields.context,
    action: fields.filter_action ?? "warn",
    expires_at: expiryOf(kith, fields.expires_in) ?? 0,
  };
  return answer(renderFilter(await createFilter(kith, me(request).id, filter, wordsOf(fields.keywords_attributes))));
}

async function change(request: ApiRequest): Promise<Answer> {
  const { kith, body } = request;
  const fields = parse(body, values.partial());
  const expires_at = expiryOf(kith, fields.expires_in);
  const changes: Partial<FilterValues> = {
    ...(fields.title === undefined ? {} : { title: fields.title }),
    ...(fields.context === undefined ? {} : { context: fields.context }),
    ...(fields.filter_action ? { action: fields.filter_action } : {}),
    ...(expires_at === undefined ? {} : { expires_at }),
  };
  const { filter } = await own(request);
  return answer(renderFilter(await updateFilter(kith, filter, changes, wordsOf(fields.keywords_attributes))));
}

async function addKeyword(request: ApiRequest): Promise<Answer> {
  const fields = parse(request.body, keyword);
  const before = await own(request, "filter_id");
  const known = new Set(before.keywords.map((word) => word.id));
  const after = await updateKeywords(request.kith, before.filter, [
    { keyword: fields.keyword, whole_word: fields.whole_word ?? true },
  ]);
  const added = after.keywords.findLast((word) => !known.has(word.id));
  return answer(added && renderFilterKeyword(added));
}

const ownKeyword = async (request: ApiRequest) => await getKeyword(request.kith.db, me(request).id, idParam(request));

async function changeKeyword(request: ApiRequest): Promise<Answer> {
  const fields = parse(request.body, keyword.partial());
  const found = await ownKeyword(request);
  const word: KeywordChange = { id: found.keyword.id, ...wordsOf([fields])[0] };
  const after = await updateKeywords(request.kith, found.filter, [word]);
  return answer(renderFilterKeyword(after.keywords.find((one) => one.id === found.keyword.id) ?? found.keyword));
}

async function removeKeyword(request: ApiRequest): Promise<Answer> {
  const found = await ownKeyword(request);
  await updateKeywords(request.kith, found.filter, [{ id: found.keyword.id, destroy: true }]);
  return nothing;
}

async function addStatus(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id, body } = request;
  const { filter } = await own(request, "filter_id");
  const status = await getVisibleStatus(kith.db, viewer_id, parse(body, z.object({ status_id: id })).status_id);
  return answer(renderFilterStatus(await addFilterStatus(kith, filter, status.reblog_of_id ?? status.id)));
}

const ownStatus = async (request: ApiRequest) => await getFilterStatus(request.kith.db, me(request).id, idParam(request));

const at = "/api/v2/filters";
const [read, write] = [user("read:filters"), user("write:filters")];

export const filterRoutes: readonly Route[] = [
  get(at, read, async (request) => answer((await loadFilters(request.kith.db, me(request).id)).map(renderFilter))),
  post(at, write, create),
  get(`${at}/:id`, read, async (request) => answer(renderFilter(await own(request)))),
  put(`${at}/:id`, write, change),
  del(`${at}/:id`, write, async (request) => {
    await removeFilter(request.kith, (await own(request)).filter);
    return nothing;
  }),
  get(`${at}/:filter_id/keywords`, read, async (request) =>
    answer((await own(request, "filter_id")).keywords.map(renderFilterKeyword)),
  ),
  post(`${at}/:filter_id/keywords`, write, addKeyword),
  get(`${at}/keywords/:id`, read, async (request) => answer(renderFilterKeyword((await ownKeyword(request)).keyword))),
  put(`${at}/keywords/:id`, write, changeKeyword),
  del(`${at}/keywords/:id`, write, removeKeyword),
  get(`${at}/:filter_id/statuses`, read, async (request) =>
    answer((await own(request, "filter_id")).statuses.map(renderFilterStatus)),
  ),
  post(`${at}/:filter_id/statuses`, write, addStatus),
  get(`${at}/statuses/:id`, read, async (request) => answer(renderFilterStatus((await ownStatus(request)).status))),
  del(`${at}/statuses/:id`, write, async (request) => {
    const { status } = await ownStatus(request);
    await removeFilterStatus(request.kith, me(request).id, status);
    return answer(renderFilterStatus(status));
  }),
];
