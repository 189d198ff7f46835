/** The first start: a link, printed once, by which whoever runs the server makes the owner's account. */
import { createUser, type NewUser } from "../accounts/create.ts";
import type { Account, User } from "../db/schema.ts";
import { forbidden } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { hashSecret, isSame, makeSecret } from "./secrets.ts";

const KEY = "setup_token_hash";

export async function hasOwner({ db }: Pick<Kith, "db">): Promise<boolean> {
  return (await db.selectFrom("users").select("id").where("role", "=", "owner").limit(1).executeTakeFirst()) !== undefined;
}

/** A new link, which replaces the one before; undefined when there is an owner. */
export async function createSetupLink(kith: Kith): Promise<string | undefined> {
  if (await hasOwner(kith)) return undefined;
  const token = makeSecret();
  const value = hashSecret(token);
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("settings")
        .values({ key: KEY, value })
        .onConflict((oc) => oc.column("key").doUpdateSet({ value }))
        .execute(),
  );
  return `${kith.instance.origin}/setup?token=${token}`;
}

/** Whether a token is the one of the newest link, and there is no owner yet. */
export async function isSetupToken(kith: Kith, token: string): Promise<boolean> {
  const kept = await kith.db.selectFrom("settings").select("value").where("key", "=", KEY).executeTakeFirst();
  return kept !== undefined && isSame(kept.value, hashSecret(token)) && !(await hasOwner(kith));
}

/**
 * Makes the owner's account; the link is used up.
 *
 * @throws Refusal `forbidden` for a token that is not, or no longer, the right one; `invalid` for wrong fields, and the link stays good
 */
export async function redeemSetup(
  kith: Kith,
  token: string,
  person: Pick<NewUser, "username" | "email" | "password" | "locale" | "settings">,
): Promise<{ account: Account; user: User }> {
  if (!(await isSetupToken(kith, token)))
    throw forbidden("This set-up link is not valid any more: restart the server for a new one");
  // Taken first, so that the link makes one owner however often it is opened at once.
  const value = hashSecret(token);
  const taken = await kith.write(
    async (tx) =>
      await tx.deleteFrom("settings").where("key", "=", KEY).where("value", "=", value).returning("key").executeTakeFirst(),
  );
  if (taken === undefined) throw forbidden("This set-up link has just been used");
  try {
    return await createUser(kith, { ...person, role: "owner", approved: true, confirmed: true });
  } catch (error) {
    await kith.write(
      async (tx) =>
        await tx
          .insertInto("settings")
          .values({ key: KEY, value })
          .onConflict((oc) => oc.doNothing())
          .execute(),
    );
    throw error;
  }
}
