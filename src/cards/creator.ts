/** Whom a page names as its author (`<meta name="fediverse:creator" content="@user@host">`), and whether they let it. */
import { findAccountByHandle } from "../accounts/find.ts";
import { fromJson } from "../db/columns.ts";
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { parseHandle } from "../text/names.ts";

/** ms */
const TIMEOUT = 5000;

/** The id of the account with that handle, looked up where need be; null when there is none. */
export async function findCreator(kith: Kith, written: string): Promise<number | null> {
  const handle = written === "" ? undefined : parseHandle(written);
  if (handle === undefined) return null;
  const { username, host } = handle;
  const account =
    host === undefined || host === kith.instance.domain
      ? await findAccountByHandle(kith.db, username, "")
      : await kith.remote.findAccount(`@${username}@${host}`, { timeout: TIMEOUT }).catch(() => undefined);
  return account === undefined || account.deleted_at > 0 ? null : account.id;
}

/** Otherwise any page could put its words into anybody's mouth. A domain stands for those below it, too. */
export function letsItselfBeNamed({ attribution_domains, suspended_at }: Account, url: string): boolean {
  const host = URL.parse(url)?.hostname ?? "";
  return suspended_at === 0 && fromJson(attribution_domains).some((domain) => host === domain || host.endsWith(`.${domain}`));
}
