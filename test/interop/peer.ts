/** One of two servers that are driven through their Mastodon APIs; what software it is does not matter. */
import type { AccountJson, ContextJson, NotificationJson, RelationshipJson, SearchJson, StatusJson } from "../world/entities.ts";
import { until } from "./until.ts";

export type Driven = {
  /** `user@host` */
  readonly handle: string;
  readonly base: string;
  readonly token: string;
  /** Deletes where the API cannot; undefined: the API can. */
  readonly erase?: (status: StatusJson) => Promise<void>;
};

export type Peer = Driven & {
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  finds(handle: string): Promise<AccountJson>;
  relationship(id: string): Promise<RelationshipJson | undefined>;
  /** Waits for a notification from somebody, about a status that contains a text. */
  notified(type: string, from: string, text?: string): Promise<NotificationJson>;
  /** Waits for a status with a text in home. */
  home(text: string): Promise<StatusJson>;
  /** undefined when it is gone. */
  status(id: string): Promise<StatusJson | undefined>;
  thread(id: string): Promise<ContextJson>;
  deletes(status: StatusJson): Promise<void>;
};

export function makePeer(driven: Driven): Peer {
  const { base, token, handle } = driven;
  const ask = async (method: string, path: string, body?: unknown) =>
    await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const call: Peer["call"] = async <T>(method: string, path: string, body?: unknown) => {
    const answer = await ask(method, path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${handle} ${method} ${path}: ${answer.status} ${text.slice(0, 200)}`);
    return (text === "" ? null : JSON.parse(text)) as T;
  };
  const get = async <T>(path: string) => await call<T>("GET", path);
  return {
    ...driven,
    call,
    finds: async (name) => {
      const { accounts } = await get<SearchJson>(
        `/api/v2/search?q=${encodeURIComponent(`@${name}`)}&resolve=true&type=accounts&limit=5`,
      );
      const [account] = accounts;
      if (account === undefined) throw new Error(`${handle} finds no ${name}`);
      return account;
    },
    relationship: async (id) => (await get<RelationshipJson[]>(`/api/v1/accounts/relationships?id[]=${id}`))[0],
    notified: async (type, from, text = "") =>
      await until(async () =>
        (await get<NotificationJson[]>("/api/v1/notifications?limit=30")).find((notice) => isAbout(notice, type, from, text)),
      ),
    home: async (text) =>
      await until(async () =>
        (await get<StatusJson[]>("/api/v1/timelines/home?limit=40")).find((status) => status.content.includes(text)),
      ),
    status: async (id) => {
      const answer = await ask("GET", `/api/v1/statuses/${id}`);
      if (answer.status === 404 || answer.status === 410) return undefined;
      return (await answer.json()) as StatusJson;
    },
    thread: async (id) => await get(`/api/v1/statuses/${id}/context`),
    deletes: async (status) => {
      if (driven.erase !== undefined) await driven.erase(status);
      else await call("DELETE", `/api/v1/statuses/${status.id}`);
    },
  };
}

const isAbout = (notice: NotificationJson, type: string, from: string, text: string): boolean =>
  notice.type === type && isFrom(notice.account, from) && (text === "" || JSON.stringify(notice.status ?? {}).includes(text));

/** snac's `acct` lacks the host now and then, but its url names it. */
function isFrom(account: AccountJson, handle: string): boolean {
  const [user = "", host = ""] = handle.split("@");
  return account.acct === handle || (account.username === user && account.url.includes(host));
}
