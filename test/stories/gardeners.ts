/** A group on alpha: what people do in it, through the API of their own instance. */
import type { Person } from "../world/person.ts";
import type { AccountJson, NotificationJson, StatusJson } from "../world/entities.ts";

export type GroupJson = {
  id: string;
  acct: string;
  title: string;
  note: string;
  uri: string;
  members_count: number;
  posts_count: number;
  private: boolean;
  rules: string[];
  standing?: { member: boolean; requested: boolean; invited: boolean; role: string | null; may_post: boolean };
  account: AccountJson;
};

const at = "/api/kith/v1/groups";

export const makes = async (person: Person, options: Record<string, unknown> = {}): Promise<GroupJson> =>
  await person.api("POST", at, { name: "gardens", title: "Gardens", note: "All that grows", ...options });

export const group = async (person: Person, { id }: { id: string }): Promise<GroupJson> => await person.api("GET", `${at}/${id}`);

export const feed = async (person: Person, { id }: { id: string }, query = ""): Promise<string[]> =>
  (await person.api<StatusJson[]>("GET", `${at}/${id}/timeline${query}`)).map(({ content }) => plain(content));

export const does = async (person: Person, { id }: { id: string }, what: string, body?: unknown): Promise<unknown> =>
  await person.api("POST", `${at}/${id}/${what}`, body);

export const tries = async (person: Person, method: string, path: string, body?: unknown): Promise<number> =>
  (await person.asks(method, `${at}/${path}`, body)).status;

/** The words, without markup. */
export const plain = (html: string): string => html.replace(/<[^>]+>/g, "").trim();

export const homeOf = async (person: Person): Promise<string[]> =>
  (await person.home()).map(({ content, reblog }) => plain(reblog?.content ?? content));

export const told = async (person: Person): Promise<string[]> =>
  (await person.notifications()).map((notice: NotificationJson) => notice.type);

export type Grouped = StatusJson & { group?: { acct: string; display_name: string } };
