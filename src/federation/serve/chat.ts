/** Serves a group of people to the servers of those in it, when they ask as one of them: its picture's address ends, and this is where to get another. */
import type { Request, Response } from "express";
import { chatPictureForServers } from "../../chats/picture.ts";
import { missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { actorUri, chatUri } from "../../uris.ts";
import { ACTIVITYSTREAMS, KITH_CONTEXT } from "../write/context.ts";
import { toChatGroup } from "../write/chat.ts";
import { reply, wantsActivity } from "./answer.ts";
import { findReader } from "./reader.ts";

/** @throws Refusal `missing` for everybody else: whether it is there is nobody's business */
export async function serveChat(kith: Kith, request: Request, response: Response): Promise<void> {
  const id = readId(request.params.id) ?? 0;
  if (!wantsActivity(request.headers.accept)) throw missing();
  const reader = await findReader(kith, request);
  const chat = await kith.db
    .selectFrom("chats")
    .innerJoin("chat_members", "chat_members.chat_id", "chats.id")
    .selectAll("chats")
    .where("chats.id", "=", id)
    .where("chats.uri", "=", chatUri(kith.instance, id))
    .where("chat_members.account_id", "=", reader?.id ?? 0)
    .where("chat_members.left_at", "=", 0)
    .executeTakeFirst();
  if (chat === undefined) throw missing();
  const said = { attributedTo: actorUri(kith.instance, chat.creator_id), picture: chatPictureForServers(kith, chat) };
  const body = JSON.stringify({ "@context": [ACTIVITYSTREAMS, KITH_CONTEXT], ...toChatGroup(chat, said) });
  reply(response, { body, open: false });
}
