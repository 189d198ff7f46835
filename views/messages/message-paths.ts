/** Where messages are: a part of `routes`. */
/** POST; `reply` is multipart. */
export type ChatAct = "reply" | "unread" | "mute" | "unmute" | "delete" | "accept" | "decline" | "typing";

export const messagePaths = {
  messages: "/messages",
  conversation: (id: number): string => `/messages/${id}`,
  /** GET the form for a message to these accounts, POST it (multipart). */
  newMessage: (to: readonly number[] = []): string =>
    to.length === 0 ? "/messages/new" : `/messages/new?${to.map((id) => `to=${id}`).join("&")}`,
  /** POST. */
  actOnConversation: (id: number, act: ChatAct): string => `/messages/${id}/${act}`,
  /** Who asks to write. */
  messageRequests: "/messages/requests",
  /** GET the form, POST it: who may write, and what others hear of one's reading. */
  messageSettings: "/messages/settings",
  messageMarks: "/messages/settings/marks",
  /** GET who is in a group, POST (`handle`, `remove`, `hand_over`, `name` or `leave`). */
  messagePeople: (id: number): string => `/messages/${id}/people`,
  /** POST (multipart). */
  messagePicture: (id: number): string => `/messages/${id}/picture`,
  /** The form for an answer to one of its messages. */
  answerMessage: (id: number, status_id: number): string => `/messages/${id}?reply=${status_id}#text`,
} as const;
