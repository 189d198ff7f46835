/** What those who run the server do with somebody who logs in here: another role, a letter for a new password, an address taken as confirmed, a lost second factor. */
import { askLetter } from "../access/letters.ts";
import { confirmUser } from "../access/manage.ts";
import { removeSecondFactor } from "../access/second-factor.ts";
import { removeSessions } from "../access/sessions.ts";
import { dropAccess, removeTokens } from "../access/tokens.ts";
import { findUser, getUser, isAtLeast } from "../accounts/users.ts";
import type { Account, User } from "../db/schema.ts";
import type { Role } from "../db/values.ts";
import { conflict, forbidden, invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { acct } from "../uris.ts";
import { writeAudit, type By } from "./audit.ts";
import { assertMayModerate } from "./staff.ts";

const ROLES: readonly string[] = ["user", "moderator", "admin", "owner"];

const deedOf = (action: string, target: Account, details: Record<string, unknown> = {}) => ({
  action,
  target_type: "Account",
  target_id: target.id,
  target_name: acct(target),
  details,
});

/**
 * Gives a role. An owner gives any; others give those below their own, to those below them. The last owner stays one.
 *
 * @throws Refusal `invalid`, `forbidden`, `conflict`
 */
export async function changeRole(kith: Kith, by: By, target: Account, role: string): Promise<void> {
  if (!ROLES.includes(role)) throw invalid("Validation failed: Role is not included in the list");
  const [giver, user] = [await findUser(kith.db, by.id), await getUser(kith.db, target.id)];
  assertMayGive(giver, user, role as Role);
  await kith.write(async (tx) => {
    const others = tx
      .selectFrom("users")
      .select("id")
      .where("role", "=", "owner")
      .where("id", "<>", target.id)
      .where("disabled", "=", 0);
    if (user.role === "owner" && role !== "owner" && (await others.limit(1).executeTakeFirst()) === undefined)
      throw conflict("This is the only owner: make somebody else an owner first");
    await tx
      .updateTable("users")
      .set({ role: role as Role })
      .where("id", "=", target.id)
      .execute();
    await writeAudit(tx, kith, by, deedOf("change_role", target, { from: user.role, role }));
  });
  dropAccess(kith, target.id);
}

function assertMayGive(giver: User | undefined, user: User, role: Role): void {
  if (giver === undefined) throw forbidden();
  if (giver.role === "owner") return;
  if (giver.id === user.id || isAtLeast(user, giver.role) || isAtLeast({ role }, giver.role)) throw forbidden();
}

/** Sends the letter that a forgotten password brings; sessions and apps are signed out at once when asked for. @throws Refusal `conflict`, `forbidden` */
export async function letterForPassword(kith: Kith, by: By, target: Account, { sign_out }: { sign_out: boolean }): Promise<void> {
  if (!kith.mail.configured) throw conflict("This server sends no mail");
  await assertMayModerate(kith.db, by, target);
  const user = await getUser(kith.db, target.id);
  await kith.write(async (tx) => await writeAudit(tx, kith, by, deedOf("reset_password", target, { sign_out })));
  if (sign_out) {
    await removeSessions(kith, target.id);
    await removeTokens(kith, target.id);
  }
  await askLetter(kith, user.id, "reset");
}

/** Takes an address as confirmed whose letter never came. @throws Refusal `forbidden`, `missing` */
export async function confirmAddress(kith: Kith, by: By, target: Account): Promise<void> {
  await assertMayModerate(kith.db, by, target);
  await getUser(kith.db, target.id);
  await kith.write(async (tx) => await writeAudit(tx, kith, by, deedOf("confirm", target)));
  await confirmUser(kith, target.id);
}

/** For somebody who has lost theirs. @throws Refusal `forbidden`, `missing` */
export async function endSecondFactor(kith: Kith, by: By, target: Account): Promise<void> {
  await assertMayModerate(kith.db, by, target);
  await getUser(kith.db, target.id);
  await kith.write(async (tx) => await writeAudit(tx, kith, by, deedOf("disable_2fa", target)));
  await removeSecondFactor(kith, target.id);
}
