/** https://docs.joinmastodon.org/methods/filters/#v1: the old filters, one for each keyword; their ids are the keywords'. */
import { z } from "zod";
import { createFilter, removeFilter, updateFilter, updateKeywords } from "../filters/change.ts";
import { getKeyword, loadFilters } from "../filters/load.ts";
import { renderV1Filter } from "./entities/filter.ts";
import { context, expires_in, expiryOf } from "./filters.ts";
import { answer, del, get, idParam, me, nothing, post, put, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { flag, list, parse, text } from "./shapes.ts";

const shape = z.object({
  phrase: text(),
  context: list(context, 10),
  irreversible: flag.nullish(),
  whole_word: flag.nullish(),
  expires_in,
});

async function all(request: ApiRequest): Promise<Answer> {
  const filters = await loadFilters(request.kith.db, me(request).id);
  return answer(filters.flatMap(({ filter, keywords }) => keywords.map((keyword) => renderV1Filter(filter, keyword))));
}

async function create(request: ApiRequest): Promise<Answer> {
  const { kith, body } = request;
  const fields = parse(body, shape);
  const values = {
    title: fields.phrase,
    context: fields.context,
    action: fields.irreversible === true ? ("hide" as const) : ("warn" as const),
    expires_at: expiryOf(kith, fields.expires_in) ?? 0,
  };
  const word = { keyword: fields.phrase, whole_word: fields.whole_word ?? true };
  const { filter, keywords } = await createFilter(kith, me(request).id, values, [word]);
  return answer(keywords[0] && renderV1Filter(filter, keywords[0]));
}

const own = async (request: ApiRequest) => await getKeyword(request.kith.db, me(request).id, idParam(request));

async function change(request: ApiRequest): Promise<Answer> {
  const { kith, body } = request;
  const fields = parse(body, shape.partial());
  const found = await own(request);
  const expires_at = expiryOf(kith, fields.expires_in);
  const changes = {
    ...(fields.context === undefined ? {} : { context: fields.context }),
    ...(fields.irreversible === undefined || fields.irreversible === null
      ? {}
      : { action: fields.irreversible ? ("hide" as const) : ("warn" as const) }),
    ...(expires_at === undefined ? {} : { expires_at }),
  };
  const word = {
    id: found.keyword.id,
    ...(fields.phrase === undefined ? {} : { keyword: fields.phrase }),
    ...(fields.whole_word === undefined || fields.whole_word === null ? {} : { whole_word: fields.whole_word }),
  };
  const { filter, keywords } = await updateFilter(kith, found.filter, changes, [word]);
  return answer(renderV1Filter(filter, keywords.find(({ id }) => id === found.keyword.id) ?? found.keyword));
}

/** With its last keyword goes the filter. */
async function remove(request: ApiRequest): Promise<Answer> {
  const { filter, keywords, keyword } = await own(request);
  if (keywords.length === 1) await removeFilter(request.kith, filter);
  else await updateKeywords(request.kith, filter, [{ id: keyword.id, destroy: true }]);
  return nothing;
}

const at = "/api/v1/filters";

export const filterV1Routes: readonly Route[] = [
  get(at, user("read:filters"), all),
  post(at, user("write:filters"), create),
  get(`${at}/:id`, user("read:filters"), async (request) => {
    const { filter, keyword } = await own(request);
    return answer(renderV1Filter(filter, keyword));
  }),
  put(`${at}/:id`, user("write:filters"), change),
  del(`${at}/:id`, user("write:filters"), remove),
];
