/** What follows what happens in chats. */
import { streamChat, streamTyping } from "../streams/chats.ts";
import type { Consequences } from "./kinds.ts";

const ofChat = ({ chat_id }: { chat_id: number }): string => `chat/${chat_id}`;

export const chatEffects: Consequences = Object.freeze({
  "chat.changed": { now: [streamChat] },
  "chat.typing": { now: [streamTyping] },
  "group.peopled": {
    later: {
      tend: {
        run: async (kith, event) => await (await import("../groups/chat.ts")).tendChat(kith, event),
        lane: ({ group_id }) => `chat-of/${group_id}`,
        unique_key: ({ group_id }) => `chat-of/${group_id}`,
        priority: 2,
      },
    },
  },
  "chat.told": {
    later: {
      deliver: {
        run: async (kith, event, job) => await (await import("../federation/deliver/chat.ts")).deliverGroup(kith, event, job),
        lane: ofChat,
        priority: 0,
      },
    },
  },
  "chat.asked": {
    later: {
      deliver: {
        run: async (kith, event, job) =>
          await (await import("../federation/deliver/chat.ts")).deliverGroupRequest(kith, event, job),
        lane: ofChat,
        priority: 0,
      },
    },
  },
  // Who reads on tells it once in a while.
  "chat.read": {
    later: {
      deliver: {
        run: async (kith, event, job) => await (await import("../federation/deliver/chat.ts")).deliverRead(kith, event, job),
        delay: 1000,
        priority: 1,
        unique_key: ({ chat_id, account_id }) => `read/${chat_id}/${account_id}`,
      },
    },
  },
});
