/** The streams by the names that clients use, who may listen to them, and what each is subscribed to. */
import { mayUse } from "../access/scopes.ts";
import type { Access } from "../access/tokens.ts";
import { forbidden, invalid, Refusal } from "../errors.ts";
import { readId } from "../ids.ts";
import { findGroupOf } from "../groups/lists.ts";
import { getList } from "../lists/lists.ts";
import type { Kith } from "../kith.ts";
import {
  ANNOUNCEMENTS,
  chatChannel,
  directChannel,
  groupChannel,
  homeChannel,
  listChannel,
  notificationChannel,
  publicChannel,
  tagChannel,
} from "../streams/channels.ts";
import { isDiscreet } from "../teams/acting.ts";
import { normalizeTag } from "../text/names.ts";
import type { FilterContext } from "../db/values.ts";

export type Stream = {
  /** As messages name it: `["user"]`, `["hashtag", "cats"]`. */
  name: string[];
  channels: string[];
  /** Whose filters apply. */
  context: FilterContext;
  /** Everybody hears the same, but for whom the listener does not want to see. */
  open: boolean;
};

export type StreamRequest = { stream: string; tag?: string | undefined; list?: string | undefined };

const OPEN: Readonly<Record<string, ["all" | "local" | "remote", boolean]>> = {
  public: ["all", false],
  "public:media": ["all", true],
  "public:local": ["local", false],
  "public:local:media": ["local", true],
  "public:remote": ["remote", false],
  "public:remote:media": ["remote", true],
};

/**
 * @throws Refusal `invalid` for what is no stream, `forbidden` for one that is not for this listener, `missing` for somebody else's list
 */
export async function openStream(kith: Kith, access: Access, { stream, tag, list }: StreamRequest): Promise<Stream> {
  const account_id = access.account?.id ?? 0;
  const needed = stream === "user:notification" ? "read:notifications" : stream === "list" ? "read:lists" : "read:statuses";
  if (!mayUse(access.scopes, needed)) throw forbidden("This action is outside the authorized scopes");
  if (stream === "user") {
    const notices = mayUse(access.scopes, "read:notifications") ? [notificationChannel(account_id)] : [];
    const chats = isDiscreet(access.member) ? [] : [chatChannel(account_id)];
    return {
      name: ["user"],
      channels: [homeChannel(account_id), ...chats, ANNOUNCEMENTS, ...notices],
      context: "home",
      open: false,
    };
  }
  if (stream === "user:notification")
    return { name: [stream], channels: [notificationChannel(account_id)], context: "notifications", open: false };
  // Direct messages are heard as notifications; this stream is for conversations.
  if (stream === "direct" && isDiscreet(access.member)) throw forbidden("What is said to this team in private is for its owners");
  if (stream === "direct") return { name: [stream], channels: [directChannel(account_id)], context: "thread", open: false };
  const place = Object.hasOwn(OPEN, stream) ? OPEN[stream] : undefined;
  if (place !== undefined) return { name: [stream], channels: [publicChannel(...place)], context: "public", open: true };
  if (stream === "hashtag" || stream === "hashtag:local") return openTag(stream, tag);
  if (stream === "list") return await openList(kith, account_id, list);
  throw invalid("Unknown stream type");
}

function openTag(stream: string, tag: string | undefined): Stream {
  const name = tag === undefined ? "" : normalizeTag(tag);
  if (name === "") throw invalid("Missing tag name parameter");
  return { name: [stream, name], channels: [tagChannel(name, stream === "hashtag:local")], context: "public", open: true };
}

async function openList(kith: Kith, account_id: number, list: string | undefined): Promise<Stream> {
  if (list === undefined || list === "") throw invalid("Missing list name parameter");
  const id = readId(list);
  const group = id === undefined ? undefined : await findGroupOf(kith.db, account_id, id);
  if (group !== undefined)
    return { name: ["list", String(group.id)], channels: [groupChannel(group.id, account_id)], context: "home", open: false };
  const own = await getList(kith.db, account_id, id).catch((error: unknown) => {
    throw error instanceof Refusal ? forbidden("Not authorized to stream this list") : error;
  });
  return { name: ["list", String(own.id)], channels: [listChannel(own.id)], context: "home", open: false };
}
