/** Those who run an instance, with a token for its admin API. */
import type { Person } from "./person.ts";
import type { World } from "./world.ts";

export const ADMIN_SCOPES = "read write follow push profile admin:read admin:write";

export const staffOf = async (world: World, handle: string, role: "moderator" | "admin" | "owner" = "admin"): Promise<Person> =>
  await world.person(handle, { role, scopes: ADMIN_SCOPES });
