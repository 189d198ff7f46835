/** https://docs.joinmastodon.org/methods/directory/, /suggestions/, /trends/, /custom_emojis/ and /announcements/: what there is to find. */
import { sql } from "kysely";
import { notHiddenFrom } from "../blocks/hidden.ts";
import { missing } from "../errors.ts";
import { renderEmoji } from "./entities/emojis.ts";
import { pagedByOffset } from "./links.ts";
import { renderAccounts, showAccounts } from "./present.ts";
import {
  answer,
  anyone,
  get,
  me,
  nobody,
  post,
  put,
  del,
  user,
  type Answer,
  type ApiRequest,
  type Handle,
  type Route,
} from "./respond.ts";
import { limitOf, offsetOf } from "./shapes.ts";

/** People here who want to be found. Those of other servers are in their own directories. */
async function directory(request: ApiRequest): Promise<Answer> {
  const { kith, query, viewer_id } = request;
  const page = { offset: offsetOf(query), limit: limitOf(query, 40, 80) };
  const accounts = await kith.db
    .selectFrom("accounts")
    .innerJoin("users", "users.id", "accounts.id")
    .selectAll("accounts")
    .where("accounts.host", "=", "")
    .where("discoverable", "=", 1)
    .where("silenced_at", "=", 0)
    .where("suspended_at", "=", 0)
    .where("deleted_at", "=", 0)
    .where("users.approved", "=", 1)
    .where("users.disabled", "=", 0)
    .where(notHiddenFrom(viewer_id, "accounts.id", kith.now()))
    .orderBy(query["order"] === "new" ? "accounts.id" : "last_status_at", "desc")
    .orderBy("accounts.id", "desc")
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return pagedByOffset(request, renderAccounts(request, accounts), page);
}

/** Whom those follow whom one follows: the most shared first. Looked for among one's newest 200 follows. */
async function suggestedIds(request: ApiRequest): Promise<number[]> {
  const { kith, viewer_id, query } = request;
  const { rows } = await sql<{ id: number }>`select theirs.target_id as id, count(*) as shared
    from (select target_id from follows where account_id = ${viewer_id} and state = 'accepted' order by id desc limit 200) as mine
    join follows as theirs on theirs.account_id = mine.target_id and theirs.state = 'accepted'
    join accounts on accounts.id = theirs.target_id and accounts.discoverable = 1 and accounts.suspended_at = 0 and accounts.silenced_at = 0
      and accounts.deleted_at = 0 and accounts.moved_to_uri = ''
    where theirs.target_id <> ${viewer_id}
      and not exists (select 1 from follows as already where already.account_id = ${viewer_id} and already.target_id = theirs.target_id)
      and ${notHiddenFrom(viewer_id, "theirs.target_id", kith.now())}
    group by theirs.target_id order by shared desc, theirs.target_id desc limit ${limitOf(query, 40, 80)}`.execute(kith.db);
  return rows.map(({ id }) => id);
}

async function emojis({ kith }: ApiRequest): Promise<Answer> {
  const rows = await kith.db
    .selectFrom("custom_emojis")
    .selectAll()
    .where("host", "=", "")
    .orderBy("shortcode")
    .limit(5000)
    .execute();
  return answer(
    rows.map(({ shortcode, image_url, category, visible }) =>
      renderEmoji({ shortcode, url: image_url }, category === "" ? null : category, visible === 1),
    ),
  );
}

const none: Handle = async () => answer([]);
const absent: Handle = async (request) => (me(request), Promise.reject(missing()));
const announcement = "/api/v1/announcements/:id";

export const discoveryRoutes: readonly Route[] = [
  get("/api/v1/directory", anyone("read:accounts"), directory),
  get("/api/v1/suggestions", user("read"), async (request) => answer(await showAccounts(request, await suggestedIds(request)))),
  get("/api/v2/suggestions", user("read"), async (request) => {
    const accounts = await showAccounts(request, await suggestedIds(request));
    return answer(accounts.map((account) => ({ source: "past_interactions", sources: ["friends_of_friends"], account })));
  }),
  get("/api/v1/custom_emojis", nobody, emojis),
  // Nothing trends here, and nothing is announced.
  ...["/api/v1/trends", "/api/v1/trends/tags", "/api/v1/trends/statuses", "/api/v1/trends/links"].map((path) =>
    get(path, nobody, none),
  ),
  get("/api/v1/announcements", { who: "user" }, none),
  post(`${announcement}/dismiss`, user("write:accounts"), absent),
  put(`${announcement}/reactions/:name`, user("write:favourites"), absent),
  del(`${announcement}/reactions/:name`, user("write:favourites"), absent),
];
