/** https://docs.joinmastodon.org/methods/instance/ */
import type { Kith } from "../kith.ts";
import { findAccountById } from "../accounts/find.ts";
import { rfc3339 } from "../db/columns.ts";
import { missing } from "../errors.ts";
import { loadActivity, loadPeers, loadUsage } from "../insights/usage.ts";
import { renderText } from "../text/render.ts";
import { tagUrl } from "../uris.ts";
import { renderAccount } from "./entities/account.ts";
import { renderInstance, renderV1Instance } from "./entities/instance.ts";
import { sceneOf } from "./entities/scene.ts";
import { privacyPolicy } from "./privacy-policy.ts";
import { answer, get, nobody, type Answer, type ApiRequest, type Handle, type Route } from "./respond.ts";

/** ms: every client asks at every start, and the answer hardly ever changes. */
const KEPT = 60_000;
type Kept = { text: string; until: number };

/** Keeps an answer as text. */
const kept =
  (make: (kith: Kith) => Promise<unknown>): Handle =>
  async ({ kith, path }: ApiRequest): Promise<Answer> => {
    const cache = kith.cache<Kept>("instance-answers", 16);
    const name = path.replace(/\/+$/, "");
    const known = cache.get(name);
    if (known !== undefined && known.until > kith.now()) return { body: known.text };
    const text = JSON.stringify(await make(kith));
    cache.set(name, { text, until: kith.now() + KEPT });
    return { body: text };
  };

async function partsOf(kith: Kith) {
  const owner = await kith.db.selectFrom("users").select("id").where("role", "=", "owner").orderBy("id").executeTakeFirst();
  const account = owner && (await findAccountById(kith.db, owner.id));
  return {
    instance: kith.instance,
    numbers: await loadUsage(kith),
    contact: account ? renderAccount(account, sceneOf(kith)) : null,
  };
}

async function activity(kith: Kith) {
  return (await loadActivity(kith)).map(({ week, statuses, logins, registrations }) => ({
    week: String(Math.floor(week / 1000)),
    statuses: String(statuses),
    logins: String(logins),
    registrations: String(registrations),
  }));
}

/** The day of this version: the text comes with the program and its configuration. */
const UPDATED_AT = rfc3339(Date.UTC(2026, 0, 1));

const describe = async ({ instance }: Kith) => ({
  updated_at: UPDATED_AT,
  content: renderText(instance.description, { mention: () => undefined, tagUrl: (name) => tagUrl(instance, name) }),
});

const at = "/api/v1/instance";
const none: Handle = async () => answer([]);
const absent: Handle = async () => {
  throw missing();
};

export const instanceRoutes: readonly Route[] = [
  get(
    "/api/v2/instance",
    nobody,
    kept(async (kith) => renderInstance(await partsOf(kith))),
  ),
  get(
    at,
    nobody,
    kept(async (kith) => renderV1Instance(await partsOf(kith))),
  ),
  get(`${at}/peers`, nobody, kept(loadPeers)),
  get(`${at}/activity`, nobody, kept(activity)),
  get(`${at}/rules`, nobody, none),
  get(`${at}/extended_description`, nobody, kept(describe)),
  get(
    `${at}/privacy_policy`,
    nobody,
    kept(async ({ instance }) => ({ updated_at: UPDATED_AT, content: privacyPolicy(instance) })),
  ),
  get(`${at}/terms_of_service`, nobody, absent),
  get(`${at}/terms_of_service/:date`, nobody, absent),
  get(`${at}/domain_blocks`, nobody, none),
  get(`${at}/translation_languages`, nobody, async () => answer({})),
];
