/** People: each acts and looks through the client API of their own instance, as an app would, and knows nothing else. */
import type { Answer, Client } from "./client.ts";
import type {
  AccountJson,
  ContextJson,
  NotificationJson,
  PostOptions,
  RelationshipJson,
  SearchJson,
  StatusJson,
} from "./entities.ts";

export type Who = Person | AccountJson | string;

export type Person = {
  readonly username: string;
  /** `alice@alpha.test` */
  readonly handle: string;
  /** Of the account, on their own instance. */
  readonly id: string;
  readonly uri: string;
  readonly token: string;
  /** Any answer, with the person's token. */
  asks(method: string, path: string, body?: unknown): Promise<Answer>;
  /** @throws Error with the answer for 4xx and 5xx */
  api<T>(method: string, path: string, body?: unknown): Promise<T>;
} & Writing &
  Marking &
  Relating &
  Looking;

type Base = Pick<Person, "username" | "handle" | "id" | "uri" | "token" | "asks" | "api">;

type Writing = {
  posts(text: string, options?: PostOptions): Promise<StatusJson>;
  replies(to: StatusJson, text: string, options?: PostOptions): Promise<StatusJson>;
  edits(status: StatusJson, text: string, options?: PostOptions): Promise<StatusJson>;
  deletes(status: StatusJson): Promise<StatusJson>;
};

type Mark = (status: StatusJson) => Promise<StatusJson>;
type Marking = {
  favourites: Mark;
  unfavourites: Mark;
  boosts: Mark;
  unboosts: Mark;
  bookmarks: Mark;
  unbookmarks: Mark;
  pins: Mark;
  unpins: Mark;
};

type Relate = (who: Who) => Promise<RelationshipJson>;
type Relating = {
  follows: Relate;
  unfollows: Relate;
  blocks: Relate;
  unblocks: Relate;
  mutes: Relate;
  unmutes: Relate;
  accepts: Relate;
  rejects: Relate;
  /** Asks another to follow no more. */
  drops: Relate;
  relationship: Relate;
};

type Looking = {
  home(query?: string): Promise<StatusJson[]>;
  /** The public timeline; `?local=true` for the instance's own. */
  publicTimeline(query?: string): Promise<StatusJson[]>;
  notifications(query?: string): Promise<NotificationJson[]>;
  profile(who: Who, query?: string): Promise<StatusJson[]>;
  thread(status: StatusJson): Promise<ContextJson>;
  /** The status anew; undefined when it is gone or not for this person. */
  looksAt(status: StatusJson): Promise<StatusJson | undefined>;
  /** The account behind a handle or an address, asked of its own server where need be. */
  finds(handle: string): Promise<AccountJson>;
  /** This instance's copy of a status from anywhere, if this person may see it. */
  sees(status: StatusJson | string): Promise<StatusJson | undefined>;
  /** The status at an address, asked of its server where need be. */
  comesUpon(uri: unknown): Promise<StatusJson>;
  account(): Promise<AccountJson>;
};

export type PersonParts = {
  username: string;
  handle: string;
  id: string;
  uri: string;
  token: string;
  client: Client;
  /** Our id of the status with a uri. */
  statusId: (uri: string) => Promise<string | undefined>;
};

export function makePerson({ client, statusId, ...who }: PersonParts): Person {
  const asks: Person["asks"] = async (method, path, body) =>
    await client(method, path, { headers: { authorization: `Bearer ${who.token}` }, body });
  const api: Person["api"] = async <T>(method: string, path: string, body?: unknown) => {
    const answer = await asks(method, path, body);
    if (answer.status >= 400) throw new Error(`${who.handle} ${method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`);
    return answer.json<T>();
  };
  const base: Base = { ...who, asks, api };
  return { ...base, ...writing(base), ...marking(base), ...relating(base), ...looking(base, statusId) };
}

const at = (status: StatusJson): string => `/api/v1/statuses/${status.id}`;

const writing = ({ api }: Base): Writing => ({
  posts: async (status, options = {}) => await api("POST", "/api/v1/statuses", { status, ...options }),
  replies: async (to, status, options = {}) =>
    await api("POST", "/api/v1/statuses", { status, in_reply_to_id: to.id, visibility: to.visibility, ...options }),
  edits: async (status, text, options = {}) => await api("PUT", at(status), { status: text, ...options }),
  deletes: async (status) => await api("DELETE", at(status)),
});

function marking({ api }: Base): Marking {
  const mark =
    (verb: string): Mark =>
    async (status) =>
      await api("POST", `${at(status)}/${verb}`);
  return {
    favourites: mark("favourite"),
    unfavourites: mark("unfavourite"),
    boosts: mark("reblog"),
    unboosts: mark("unreblog"),
    bookmarks: mark("bookmark"),
    unbookmarks: mark("unbookmark"),
    pins: mark("pin"),
    unpins: mark("unpin"),
  };
}

function relating(base: Base): Relating {
  const { api } = base;
  const id = async (who: Who) => (await find(base, who)).id;
  const relate =
    (verb: string): Relate =>
    async (who) =>
      await api("POST", `/api/v1/accounts/${await id(who)}/${verb}`);
  const answer =
    (verb: string): Relate =>
    async (who) =>
      await api("POST", `/api/v1/follow_requests/${await id(who)}/${verb}`);
  return {
    follows: relate("follow"),
    unfollows: relate("unfollow"),
    blocks: relate("block"),
    unblocks: relate("unblock"),
    mutes: relate("mute"),
    unmutes: relate("unmute"),
    drops: relate("remove_from_followers"),
    accepts: answer("authorize"),
    rejects: answer("reject"),
    relationship: async (who) => {
      const [found] = await api<RelationshipJson[]>("GET", `/api/v1/accounts/relationships?id[]=${await id(who)}`);
      if (found === undefined) throw new Error(`no relationship with ${nameOf(who)}`);
      return found;
    },
  };
}

const nameOf = (who: Who): string => (typeof who === "string" ? who : "handle" in who ? who.handle : who.acct);

async function find({ api, handle }: Pick<Base, "api" | "handle">, who: Who): Promise<AccountJson> {
  if (typeof who !== "string" && !("handle" in who)) return who;
  const q = encodeURIComponent(nameOf(who));
  const { accounts } = await api<SearchJson>("GET", `/api/v2/search?q=${q}&type=accounts&resolve=true&limit=5`);
  const [first] = accounts;
  if (first === undefined) throw new Error(`${handle} finds no ${nameOf(who)}`);
  return first;
}

function looking(base: Base, statusId: PersonParts["statusId"]): Looking {
  const { api, asks } = base;
  const looksAt = async (id: string) => {
    const answer = await asks("GET", `/api/v1/statuses/${id}`);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw new Error(`${base.handle} looks at ${id}: ${answer.status} ${answer.text}`);
    return answer.json<StatusJson>();
  };
  return {
    home: async (query = "") => await api("GET", `/api/v1/timelines/home${query}`),
    publicTimeline: async (query = "") => await api("GET", `/api/v1/timelines/public${query}`),
    notifications: async (query = "") => await api("GET", `/api/v1/notifications${query}`),
    profile: async (who, query = "") => await api("GET", `/api/v1/accounts/${(await find(base, who)).id}/statuses${query}`),
    thread: async (status) => await api("GET", `/api/v1/statuses/${status.id}/context`),
    looksAt: async ({ id }) => await looksAt(id),
    finds: async (handle) => await find(base, handle),
    sees: async (status) => {
      const id = await statusId(typeof status === "string" ? status : status.uri);
      return id === undefined ? undefined : await looksAt(id);
    },
    comesUpon: async (uri) => {
      const query = new URLSearchParams({ q: String(uri), resolve: "true", type: "statuses" }).toString();
      const [found] = (await api<SearchJson>("GET", `/api/v2/search?${query}`)).statuses;
      if (found === undefined) throw new Error(`${base.handle} finds nothing at ${String(uri)}`);
      return found;
    },
    account: async () => await api("GET", "/api/v1/accounts/verify_credentials"),
  };
}
