/** What follows what happens in chats, and around groups. */
import { askInside, deliverGroup, deliverGroupRequest, deliverRead } from "../federation/handlers.ts";
import { streamChat, streamTyping } from "../streams/chats.ts";
import { whenCalled } from "../lazy.ts";
import type { Consequences } from "./kinds.ts";

const ofChat = ({ chat_id }: { chat_id: number }): string => `chat/${chat_id}`;

export const chatEffects: Consequences = Object.freeze({
  "chat.changed": { now: [streamChat] },
  "chat.typing": { now: [streamTyping] },
  "group.veiled": {
    later: {
      ask: { run: askInside, lane: ({ group_id }) => `inside/${group_id}`, unique_key: ({ group_id }) => `inside/${group_id}` },
    },
  },
  "group.peopled": {
    later: {
      tend: {
        run: whenCalled(async () => (await import("../groups/chat.ts")).tendChat),
        lane: ({ group_id }) => `chat-of/${group_id}`,
        unique_key: ({ group_id }) => `chat-of/${group_id}`,
        priority: 2,
      },
    },
  },
  "chat.told": { later: { deliver: { run: deliverGroup, lane: ofChat, priority: 0 } } },
  "chat.asked": { later: { deliver: { run: deliverGroupRequest, lane: ofChat, priority: 0 } } },
  // Who reads on tells it once in a while.
  "chat.read": {
    later: {
      deliver: {
        run: deliverRead,
        delay: 1000,
        priority: 1,
        unique_key: ({ chat_id, account_id }) => `read/${chat_id}/${account_id}`,
      },
    },
  },
});
