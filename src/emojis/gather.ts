/** Which custom emojis other servers have: gathered now and then from the posts that came from there, so that nothing has to be written when one arrives. */
import { fromJson } from "../db/columns.ts";
import { parts } from "../db/lists.ts";
import { parseHttpUrl } from "../http/urls.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";

const KEY = "emojis_gathered_until";
/** ms: a post may arrive so much later than it was written. */
const OVERLAP = 3_600_000;
const DAY = 86_400_000;
const MOST_POSTS = 2000;
const MOST_EACH = 50;
const CHUNK = 100;

/** A recurring job. */
export async function gatherEmojis(kith: Kith): Promise<void> {
  const kept = await kith.db.selectFrom("settings").select("value").where("key", "=", KEY).executeTakeFirst();
  const since = Math.max(Number(kept?.value ?? 0), kith.now() - DAY) - OVERLAP;
  const posts = await kith.db
    .selectFrom("statuses")
    .innerJoin("accounts", "accounts.id", "statuses.account_id")
    .select(["statuses.id", "statuses.emojis", "accounts.host"])
    .where("statuses.id", ">", idAt(since))
    .where("statuses.local", "=", 0)
    .where("statuses.emojis", "<>", "[]" as never)
    .orderBy("statuses.id", "desc")
    .limit(MOST_POSTS)
    .execute();
  const found = new Map(
    posts.flatMap(({ host, emojis }) =>
      fromJson(emojis)
        .slice(0, MOST_EACH)
        .filter(({ shortcode, url }) => /^\w{1,100}$/.test(shortcode) && parseHttpUrl(url) !== undefined)
        .map(({ shortcode, url }) => [`${host} ${shortcode}`, { host, shortcode, image_url: url }] as const),
    ),
  );
  const value = String(kith.now());
  for (const part of parts([...found.values()], CHUNK)) await keep(kith, part);
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("settings")
        .values({ key: KEY, value })
        .onConflict((oc) => oc.column("key").doUpdateSet({ value }))
        .execute(),
  );
}

async function keep(kith: Kith, found: readonly { host: string; shortcode: string; image_url: string }[]): Promise<void> {
  const row = { uri: "", category: "", visible: 1 as const, disabled: 0 as const, updated_at: kith.now() };
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("custom_emojis")
        .values(found.map((one) => ({ id: kith.newId(), ...one, ...row })))
        .onConflict((oc) => oc.columns(["host", "shortcode"]).doUpdateSet((eb) => ({ image_url: eb.ref("excluded.image_url") })))
        .execute(),
  );
}
