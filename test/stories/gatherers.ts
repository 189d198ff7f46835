/** Teams, for the tests of them: an account with an owner, an editor, a writer and an analyst, each with a token for it. */
import { createApp, OOB } from "../../src/access/apps.ts";
import { createToken } from "../../src/access/tokens.ts";
import type { TeamRole } from "../../src/db/planning-values.ts";
import type { Person } from "../world/person.ts";
import type { World } from "../world/world.ts";

/** `asks` and `api`: with the token for the team. */
export type Hand = Pick<Person, "asks" | "api" | "token"> & { person: Person };
export type Crew = { id: string; hands: Record<TeamRole, Hand>; takesIn: (person: Person, role: TeamRole) => Promise<Hand> };

/** At alpha.test. @param own whose own account it is, instead of one made for it */
export async function makeCrew(
  world: World,
  { own, names_authors = false }: { own?: Person; names_authors?: boolean } = {},
): Promise<Crew> {
  const kith = world.instance("alpha.test");
  const owner = own ?? (await world.person("captain@alpha.test"));
  const draft = own === undefined ? { username: "club", display_name: "The Club", names_authors } : { own: true };
  const { id } = await owner.api<{ id: string }>("POST", "/api/kith/v1/teams", draft);
  const { app } = await createApp(kith, {
    client_name: "Elephant",
    redirect_uris: OOB,
    scopes: "read write follow push profile",
  });
  const client = world.visitor("alpha.test");
  const handOf = async (person: Person): Promise<Hand> => {
    const granted = {
      app_id: app.id,
      user_id: Number(id),
      member_id: Number(person.id),
      scopes: "read write follow push profile",
    };
    const token = await createToken(kith, granted);
    const asks: Hand["asks"] = async (method, path, body) =>
      await client(method, path, { headers: { authorization: `Bearer ${token}`, ...typeOf(path) }, body });
    return {
      person,
      token,
      asks,
      api: async <T>(method: string, path: string, body?: unknown) => (await asks(method, path, body)).json<T>(),
    };
  };
  const takesIn = async (person: Person, role: TeamRole): Promise<Hand> => {
    await owner.api("POST", `/api/kith/v1/teams/${id}/members`, { account_id: person.id, role });
    await person.api("POST", `/api/kith/v1/teams/${id}/accept`);
    return await handOf(person);
  };
  const joining = async (role: TeamRole) => await takesIn(await world.person(`${role}_one@alpha.test`), role);
  const first = own === undefined ? await handOf(owner) : { person: owner, token: owner.token, asks: owner.asks, api: owner.api };
  const hands = {
    owner: first,
    editor: await joining("editor"),
    writer: await joining("writer"),
    analyst: await joining("analyst"),
  };
  return { id, hands, takesIn };
}

/** ActivityPub has a type of its own. */
const typeOf = (path: string): Record<string, string> =>
  path.startsWith("/users/") ? { "content-type": "application/activity+json" } : {};
