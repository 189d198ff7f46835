/** https://docs.joinmastodon.org/methods/directory/, /suggestions/ and /custom_emojis/: what there is to find. */
import { OPEN_TO } from "../cv/content.ts";
import { loadDirectory } from "../discovery/directory.ts";
import { dismissSuggestion, loadSuggestions } from "../discovery/suggest.ts";
import { accountParam } from "./accounts.ts";
import { renderEmoji } from "./entities/emojis.ts";
import { pagedByOffset } from "./links.ts";
import { renderAccounts, showAccounts } from "./present.ts";
import { answer, anyone, get, me, nobody, nothing, del, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { isTrue, limitOf, offsetOf } from "./shapes.ts";

async function directory(request: ApiRequest): Promise<Answer> {
  const { kith, query, viewer_id } = request;
  const page = { offset: offsetOf(query), limit: limitOf(query, 40, 80) };
  const order = query["order"] === "new" ? "new" : "active";
  const open_to = OPEN_TO.find((one) => one === query["open_to"]);
  const accounts = await loadDirectory(kith, viewer_id, { ...page, order, local: isTrue(query["local"]), open_to });
  return pagedByOffset(request, await renderAccounts(request, accounts), page);
}

const suggestions = async (request: ApiRequest) =>
  await loadSuggestions(request.kith, me(request).id, limitOf(request.query, 40, 80));

/** As Mastodon names them where it still named only one. */
const OLD_SOURCE = { friends_of_friends: "past_interactions", most_interactions: "global" } as const;

async function suggestionsV2(request: ApiRequest): Promise<Answer> {
  const found = await suggestions(request);
  const ids = found.map(({ account_id }) => account_id);
  const accounts = new Map((await showAccounts(request, ids)).map((account) => [account.id, account]));
  return answer(
    found.flatMap(({ account_id, sources }) => {
      const account = accounts.get(String(account_id));
      return account === undefined ? [] : [{ source: OLD_SOURCE[sources[0] ?? "most_interactions"], sources, account }];
    }),
  );
}

async function suggestionsV1(request: ApiRequest): Promise<Answer> {
  const found = await suggestions(request);
  const ids = found.map(({ account_id }) => account_id);
  return answer(await showAccounts(request, ids));
}

async function dismiss(request: ApiRequest): Promise<Answer> {
  await dismissSuggestion(request.kith, me(request), (await accountParam(request, "account_id")).id);
  return nothing;
}

async function emojis({ kith }: ApiRequest): Promise<Answer> {
  const rows = await kith.db
    .selectFrom("custom_emojis")
    .selectAll()
    .where("host", "=", "")
    .where("disabled", "=", 0)
    .orderBy("shortcode")
    .limit(5000)
    .execute();
  return answer(
    rows.map(({ shortcode, image_url, category, visible }) =>
      renderEmoji({ shortcode, url: image_url }, category === "" ? null : category, visible === 1),
    ),
  );
}

export const discoveryRoutes: readonly Route[] = [
  get("/api/v1/directory", anyone("read:accounts"), directory),
  get("/api/v1/suggestions", user("read"), suggestionsV1),
  get("/api/v2/suggestions", user("read"), suggestionsV2),
  del("/api/v1/suggestions/:account_id", user("read"), dismiss),
  get("/api/v1/custom_emojis", nobody, emojis),
];
