/** https://docs.joinmastodon.org/methods/instance/ */
import type { Kith } from "../kith.ts";
import { findAccountById } from "../accounts/find.ts";
import { campaignAt } from "../annual/report.ts";
import { loadActivity, loadPeers, loadUsage } from "../insights/usage.ts";
import { vapidPublicKey } from "../push/vapid.ts";
import { findTools } from "../media/ffmpeg.ts";
import { loadPublicBlocks } from "../moderation/domains.ts";
import { loadRules } from "../policies/rules.ts";
import { loadTerms } from "../policies/texts.ts";
import { renderAccount } from "./entities/account.ts";
import { renderPublicBlock } from "./entities/admin-blocks.ts";
import { renderInstance, renderV1Instance } from "./entities/instance.ts";
import { sceneOf } from "./entities/scene.ts";
import { renderRule } from "./entities/rule.ts";
import { describe, describePrivacy, describeTerms } from "../policies/describe.ts";
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
    wrapstodon: campaignAt(kith.now()),
    moving: (await findTools(kith)) !== undefined,
    numbers: await loadUsage(kith),
    rules: (await loadRules(kith.db)).map(renderRule),
    terms: (await loadTerms(kith.db)).length > 0,
    contact: account ? renderAccount(account, sceneOf(kith)) : null,
    vapid_key: await vapidPublicKey(kith),
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

/** A now effect: somebody has written other rules or texts. */
export const forgetAnswers = (kith: Kith): void => kith.cache<Kept>("instance-answers", 16).clear();

const at = "/api/v1/instance";

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
  get(
    `${at}/rules`,
    nobody,
    kept(async ({ db }) => (await loadRules(db)).map(renderRule)),
  ),
  get(
    `${at}/languages`,
    nobody,
    kept(async () => (await import("./languages.ts")).listLanguages()),
  ),
  get(`${at}/extended_description`, nobody, kept(describe)),
  get(`${at}/privacy_policy`, nobody, kept(describePrivacy)),
  get(`${at}/terms_of_service`, nobody, async ({ kith }) => answer(await describeTerms(kith))),
  get(`${at}/terms_of_service/:date`, nobody, async ({ kith, params }) => answer(await describeTerms(kith, params["date"]))),
  get(
    `${at}/domain_blocks`,
    nobody,
    kept(async ({ db }) => (await loadPublicBlocks(db)).map(renderPublicBlock)),
  ),
];
