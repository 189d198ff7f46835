/** A `secret.key` that is lost for good: what it alone opened is made anew, and other servers go on hearing from who is here. */
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { beginTotp, useTotp } from "../../src/access/totp.ts";
import { seal } from "../../src/keys/seal.ts";
import { renewKeys } from "../../src/keys/renew.ts";
import { unwrapKey, wrapKey } from "../../src/keys/wrap.ts";
import { vapidPublicKey } from "../../src/push/vapid.ts";
import { assertSecret } from "../../src/keys/secret.ts";
import type { TestKith } from "../world/instance.ts";
import { createWorld } from "../world/world.ts";

/** As if all keys here had been made with another secret than the one in the data folder. */
async function loses(kith: TestKith, accounts: readonly number[]): Promise<void> {
  const lost = { secret: randomBytes(32) };
  for (const account_id of accounts)
    for (const { kind, private_jwe } of await kith.db
      .selectFrom("keys")
      .selectAll()
      .where("account_id", "=", account_id)
      .execute()) {
      const wrapped = await wrapKey(lost, unwrapKey(kith, private_jwe));
      const here = (tx: Parameters<Parameters<TestKith["write"]>[0]>[0]) =>
        tx.updateTable("keys").set({ private_jwe: wrapped }).where("account_id", "=", account_id).where("kind", "=", kind);
      await kith.write(async (tx) => await here(tx).execute());
    }
  const vapid = await wrapKey(lost, (await import("node:crypto")).generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
  const code = await seal(lost, "two-factor", "ABCDEFGH");
  await kith.write(async (tx) => {
    await tx.updateTable("settings").set({ value: vapid }).where("key", "=", "vapid").execute();
    await tx.updateTable("two_factor").set({ secret: code, confirmed_at: 1 }).execute();
  });
  for (const name of ["signing-keys", "vapid"]) kith.cache(name, 2000).clear();
}

const ids = async ({ db }: TestKith): Promise<number[]> =>
  (await db.selectFrom("keys").select("account_id").distinct().orderBy("account_id").execute()).map((row) => row.account_id);

test("keys that nothing opens any more are made anew, once; who followed somebody hears from them as before", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const kith = world.instance("alpha.test");
  await bob.follows("@alice@alpha.test");
  await world.settles();
  await alice.posts("With the old key");
  await world.settles();
  const user = await kith.db.selectFrom("users").select("id").executeTakeFirstOrThrow();
  await beginTotp(kith, user.id);
  const pushed = await vapidPublicKey(kith);

  const all = await ids(kith);
  await loses(kith, all);
  await expect(assertSecret(kith.instance, kith.db)).rejects.toThrow(
    /secret\.key is not the one that the keys in the database were made with.*keys renew --sure alpha\.test/,
  );
  expect(await useTotp(kith, user.id, "123456")).toBe(false);

  const told: number[] = [];
  expect(await renewKeys(kith, (done) => told.push(done))).toEqual({ accounts: all.length, subscriptions: 0, codes: 1 });
  expect(told).toEqual(all.map((_, at) => at + 1));
  await assertSecret(kith.instance, kith.db);
  expect(await vapidPublicKey(kith)).not.toBe(pushed);
  await world.passes("1 hour");
  await alice.posts("With the new key");
  await world.settles();
  expect((await bob.home()).map(({ content }) => content)).toEqual(["<p>With the new key</p>", "<p>With the old key</p>"]);
  expect(await renewKeys(kith, () => undefined)).toMatchObject({ accounts: 0 });
});

test("where that was interrupted no server starts, and it goes on; keys that open stay what they are", async () => {
  await using world = await createWorld("alpha.test");
  for (const name of ["ann", "ben", "cleo"]) await world.person(`${name}@alpha.test`);
  const kith = world.instance("alpha.test");
  const [first, ...rest] = await ids(kith);
  const last = rest.at(-1) ?? 0;
  const publics = async () =>
    new Map(
      (await kith.db.selectFrom("keys").selectAll().where("kind", "=", "rsa").execute()).map((row) => [
        row.account_id,
        row.public_jwk,
      ]),
    );
  const before = await publics();
  for (const lost of [[last], [first ?? 0]]) {
    await loses(kith, lost);
    await expect(assertSecret(kith.instance, kith.db)).rejects.toThrow(/not the one/);
    expect(await renewKeys(kith, () => undefined)).toMatchObject({ accounts: 1 });
    await assertSecret(kith.instance, kith.db);
  }
  const after = await publics();
  const renewed = [...after].filter(([id, key]) => before.get(id) !== key).map(([id]) => id);
  expect(renewed.toSorted((a, b) => a - b)).toEqual([first, last]);
});
