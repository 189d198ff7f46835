/** Chats: who writes to whom in private. Columns as in `migrations/`; a test compares them. */
import type { Flag } from "../columns.ts";

/** How a reader has a chat: among the others, aside until they accept it, or not at all. */
export type ChatState = "open" | "request" | "declined";
/** What is told between the messages of a group of people. */
export type ChatLineKind = "created" | "added" | "removed" | "left" | "named" | "pictured" | "handed_over";

export interface ChatsTable {
  id: number;
  /** Ids of all its people, ascending; of a group of people `group:` and its uri. */
  key: string;
  /** Of a group of people: it belongs to its creator's server, which says who is in it. "" otherwise. */
  uri: string;
  name: string;
  creator_id: number;
  /** Of a group of people: the thread of all its messages. */
  conversation_id: number;
  media_id: number;
  /** The account of the group whose members are in it; 0 = of no group. */
  group_id: number;
  /** Of a group of people: the name of a file of ours, or where it is elsewhere; "" = none. */
  picture: string;
  /** ms, by the clock of its own server: what is older says nothing new of a group of people that lives elsewhere. */
  changed_at: number;
  created_at: number;
}

export interface ChatMembersTable {
  chat_id: number;
  account_id: number;
  state: ChatState;
  /** Of what it shows last to its reader; 0 when it shows nothing. */
  last_id: number;
  unread: number;
  /** The newest message that they have read, as far as is known. */
  read_id: number;
  muted: Flag;
  /** ms. */
  joined_at: number;
  left_at: number;
}

/** Its messages, as each reader who lives here has them. */
export interface ChatStatusesTable {
  account_id: number;
  chat_id: number;
  status_id: number;
}

export interface ChatLinesTable {
  id: number;
  chat_id: number;
  kind: ChatLineKind;
  actor_id: number;
  account_id: number;
  name: string;
}

/** Of an author whom the reader had muted when it came. */
export interface KeptMessagesTable {
  account_id: number;
  author_id: number;
  status_id: number;
  chat_id: number;
}

export interface ChatsTables {
  chats: ChatsTable;
  chat_members: ChatMembersTable;
  kept_messages: KeptMessagesTable;
  chat_statuses: ChatStatusesTable;
  chat_lines: ChatLinesTable;
}
