/** Chats: an extension of ours. */
import type { Account, Row } from "../../db/schema.ts";
import type { Chat, Member } from "../../chats/load.ts";
import { renderAccount, type AccountJson } from "./account.ts";
import type { Scene } from "./scene.ts";
import type { StatusJson } from "./status.ts";

export type ChatJson = {
  id: string;
  group: boolean;
  name: string;
  picture: string | null;
  /** The account of the group to which the chat belongs. */
  group_id: string | null;
  /** Whether the group is one's own: one made it, or it was handed over; then one may name it and take people out. */
  owner: boolean;
  state: "open" | "request" | "declined";
  unread_count: number;
  muted: boolean;
  left: boolean;
  encrypted: false;
  members: (AccountJson & { read_up_to: string | null })[];
  last_message: StatusJson | null;
};

export type ChatParts = {
  members: readonly Member[];
  accounts: ReadonlyMap<number, Account>;
  last: StatusJson | undefined;
  picture: string;
};

export const renderChat = (chat: Chat, { members, accounts, last, picture }: ChatParts, scene: Scene): ChatJson => ({
  id: String(chat.id),
  group: chat.uri !== "",
  name: chat.name,
  picture: picture === "" ? null : picture,
  group_id: chat.group_id === 0 ? null : String(chat.group_id),
  owner: chat.creator_id === chat.account_id,
  state: chat.state,
  unread_count: chat.unread,
  muted: chat.muted === 1,
  left: chat.left_at > 0,
  encrypted: false,
  members: members.flatMap((member) => {
    const account = accounts.get(member.account_id);
    const read_up_to = member.read_id === 0 ? null : String(member.read_id);
    return account === undefined ? [] : [{ ...renderAccount(account, scene), read_up_to }];
  }),
  last_message: last ?? null,
});

export const renderLine = ({ id, kind, actor_id, account_id, name }: Row<"chat_lines">) => ({
  id: String(id),
  kind,
  actor_id: String(actor_id),
  account_id: account_id === 0 ? null : String(account_id),
  name,
});
