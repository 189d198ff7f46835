/** Access tokens for one's own scripts, without the walk through a browser. */
import { createApp, OOB } from "../access/apps.ts";
import { areScopes, SCOPES, splitScopes } from "../access/scopes.ts";
import { createToken } from "../access/tokens.ts";
import type { Kith } from "../kith.ts";
import { getNamed } from "./accounts.ts";

const APP = "Kith command line";

/** @throws Error in one sentence */
export async function createUserToken(kith: Kith, name: string, text: string): Promise<string> {
  const scopes = splitScopes(text);
  if (scopes.length === 0 || !areScopes(scopes))
    throw new Error(`these are not all scopes: ${text} (try "read write follow push")`);
  const user = await getNamed(kith, name);
  return await createToken(kith, { app_id: await appId(kith), user_id: user.id, scopes });
}

async function appId(kith: Kith): Promise<number> {
  const known = await kith.db
    .selectFrom("apps")
    .select("id")
    .where("name", "=", APP)
    .where("website", "=", "")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return known?.id ?? (await createApp(kith, { client_name: APP, redirect_uris: OOB, scopes: SCOPES })).app.id;
}
