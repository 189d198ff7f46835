/** How people come to an instance: an account, and an app's token for it. */
import { createUser } from "../../src/accounts/create.ts";
import { createApp, OOB } from "../../src/access/apps.ts";
import { createToken } from "../../src/access/tokens.ts";
import { actorUri } from "../../src/uris.ts";
import type { Client } from "./client.ts";
import type { TestKith } from "./instance.ts";
import { makePerson, type Person } from "./person.ts";

export type JoinOptions = { role?: "user" | "moderator" | "admin" | "owner"; locked?: boolean; scopes?: string };
type Place = { kith: TestKith; client: Client; handle: string };

export const PASSWORD = "correct horse battery";
/** The same person with the same token, at another door: what `place` serves. */
export const alsoAt = (place: { kith: TestKith; client: Client }, { username, handle, id, uri, token }: Person): Person =>
  makePerson({ username, handle, id, uri, token, client: place.client, statusId: statusIdIn(place.kith) });

const statusIdIn =
  ({ db }: TestKith) =>
  async (uri: string): Promise<string | undefined> => {
    const row = await db.selectFrom("statuses").select("id").where("uri", "=", uri).executeTakeFirst();
    return row === undefined ? undefined : String(row.id);
  };

const SCOPES = "read write follow push profile";

/** Makes an account that may act at once. */
export async function join(place: Place, { role = "user", locked = false, scopes = SCOPES }: JoinOptions = {}): Promise<Person> {
  const { kith, client, handle } = place;
  const [username = ""] = handle.split("@");
  const email = `${username}@mail.test`;
  const { account } = await createUser(kith, { username, email, password: PASSWORD, role, approved: true, confirmed: true });
  const { app } = await createApp(kith, { client_name: "Tests", redirect_uris: OOB, scopes: SCOPES });
  const token = await createToken(kith, { app_id: app.id, user_id: account.id, scopes });
  const person = makePerson({
    username,
    handle,
    id: String(account.id),
    uri: actorUri(kith.instance, account.id),
    token,
    client,
    statusId: statusIdIn(kith),
  });
  if (locked) await person.api("PATCH", "/api/v1/accounts/update_credentials", { locked: true });
  return person;
}
