/** `megalodon` as one person has it, with note taken of what is called, so that a test can say that nothing was left out. */
import { Mastodon, type Entity, type MegalodonInterface } from "megalodon";
import type { Person } from "../world/person.ts";

/** What it has for other kinds of server, and does not itself send to this one. */
const NOT_MASTODON = [
  "createEmojiReaction",
  "deleteEmojiReaction",
  "getEmojiReactions",
  "getEmojiReaction",
  "getAccountFavourites",
  "readNotifications",
  "subscribeAccount",
  "unsubscribeAccount",
];
/** Tokens here do not expire; the others are parts of the library's own. */
const NOT_HERE = ["refreshToken", "cancel", "constructor", "generateAuthUrl", "urlToAccounts"];

export function libraryOf(
  url: string,
  { token, called }: { token: string | undefined; called: Set<string> },
): MegalodonInterface {
  const client: MegalodonInterface = new Mastodon(url, token);
  return new Proxy(client, {
    get(target, name) {
      if (typeof name === "string") called.add(name);
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
}

/** The methods for Mastodon that nobody has called. */
export const leftOut = (called: ReadonlySet<string>): string[] =>
  Object.getOwnPropertyNames(Mastodon.prototype).filter(
    (name) => !called.has(name) && !NOT_MASTODON.includes(name) && !NOT_HERE.includes(name),
  );

export const post = async (client: MegalodonInterface, text: string, options = {}): Promise<Entity.Status> =>
  (await client.postStatus(text, options)).data as Entity.Status;
export const id = (person: Person | undefined): string => person?.id ?? "";
