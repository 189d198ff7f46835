/** Whether somebody who is signed in knows their password: asked before what cannot be undone, or lets others in. */
import { assertLimit } from "../../access/limits.ts";
import { isPassword } from "../../access/passwords.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { myUser, type Visit } from "../frame/visit.ts";

/** The field is `current_password`. @throws Refusal `too-many` */
export async function passwordProblem(visit: Visit): Promise<Problems | undefined> {
  const user = myUser(visit);
  // Whoever finds a browser open must not be able to guess on.
  await assertLimit(visit.kith, "log-in-account", user.email_lower);
  const right = await isPassword(user.password_hash, visit.form.text("current_password").slice(0, 1000));
  return right ? undefined : { current_password: visit.locale.t("access.wrong_password") };
}
