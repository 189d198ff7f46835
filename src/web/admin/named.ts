/** Whom a filter of a page means. */
import { findAccountByHandle } from "../../accounts/find.ts";
import { parseHandle } from "../../text/names.ts";
import type { Visit } from "../frame/visit.ts";

/** The id of an account by its handle; -1, which nobody has, for a name that nobody has; undefined when none is asked for. */
export async function idNamed({ kith }: Visit, name: string | undefined): Promise<number | undefined> {
  if (name === undefined) return undefined;
  const handle = parseHandle(name);
  if (handle === undefined) return -1;
  const host = handle.host === undefined || handle.host === kith.instance.domain ? "" : handle.host;
  return (await findAccountByHandle(kith.db, handle.username, host))?.id ?? -1;
}
