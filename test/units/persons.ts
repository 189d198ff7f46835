/** People for unit tests of the domain: local ones who have signed up, strangers from elsewhere, and a record of what happens. */
import { receiveAccount } from "../../src/accounts/receive.ts";
import type { RemoteAccount } from "../../src/accounts/record.ts";
import { createUser, type NewUser } from "../../src/accounts/create.ts";
import type { Account } from "../../src/db/schema.ts";
import type { Kith } from "../../src/kith.ts";
import type { KithEvent } from "../../src/kith-events.ts";

export const PASSWORD = "correct horse battery";

export async function addPerson(kith: Kith, username: string, changes: Partial<NewUser> = {}): Promise<Account> {
  const { account } = await createUser(kith, { username, email: `${username}@mail.test`, password: PASSWORD, ...changes });
  return account;
}

export function strangerRecord(handle: string, changes: Partial<RemoteAccount> = {}): RemoteAccount {
  const [username = "", host = ""] = handle.split("@");
  const uri = `https://${host}/actors/${username}`;
  return {
    uri,
    type: "Person",
    username,
    host,
    display_name: username,
    note: "",
    url: `https://${host}/@${username}`,
    inbox_url: `${uri}/inbox`,
    shared_inbox_url: undefined,
    outbox_url: undefined,
    followers_url: undefined,
    following_url: undefined,
    featured_url: undefined,
    avatar_url: undefined,
    header_url: undefined,
    locked: false,
    discoverable: false,
    indexable: false,
    bot: false,
    memorial: false,
    fields: [],
    also_known_as: [],
    moved_to: undefined,
    emojis: [],
    published: undefined,
    ...changes,
  };
}

export const addStranger = async (kith: Kith, handle: string): Promise<Account> =>
  await receiveAccount(kith, strangerRecord(handle));

/** The same Kith, writing down the events of its committed works. */
export function listening<K extends Kith>(kith: K): { kith: K; events: KithEvent[] } {
  const events: KithEvent[] = [];
  const write: Kith["write"] = async (work) => {
    const { value, mine } = await kith.write(async (tx, happened) => {
      const collected: KithEvent[] = [];
      const value = await work(tx, (event) => {
        collected.push(event);
        happened(event);
      });
      return { value, mine: collected };
    });
    events.push(...mine);
    return value;
  };
  return { kith: Object.assign(Object.create(kith) as K, { write }), events };
}
