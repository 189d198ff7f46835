/** Whether somebody may sign up with an address of e-mail, from an address of the network. */
import { forbidden } from "../errors.ts";
import { assertNoProblems } from "../accounts/rules.ts";
import type { Kith } from "../kith.ts";
import { matchCanonicalEmail, meetEmailDomain } from "./emails.ts";
import { severityOf } from "./ips.ts";

/**
 * @returns whether they must wait for approval even where nobody else must
 * @throws Refusal `forbidden` for the network, `invalid` for the e-mail address, in Mastodon's words
 */
export async function assertMaySignUp(
  kith: Kith,
  { email, ip = "" }: { email: string; ip?: string | undefined },
): Promise<boolean> {
  const severity = await severityOf(kith, ip);
  if (severity === "no_access" || severity === "sign_up_block") throw forbidden();
  const blocked = { error: "ERR_BLOCKED", description: "uses a forbidden e-mail provider" };
  const block = await meetEmailDomain(kith, email, ip);
  if (block?.allow_with_approval === 0) assertNoProblems({ email: blocked });
  if ((await matchCanonicalEmail(kith.db, email)).length > 0) assertNoProblems({ email: blocked });
  return block !== undefined || severity === "sign_up_requires_approval";
}
