/** Reads the form of a message and sends it, or says how it is to be shown again. */
import { randomUUID } from "node:crypto";
import { findChatOf } from "../../chats/load.ts";
import type { Message as Written } from "../../chats/send.ts";
import type { Media, Status } from "../../db/schema.ts";
import { Refusal } from "../../errors.ts";
import type { Problems } from "../../../views/frame/context.ts";
import type { Message } from "../../../views/messages/conversation.ts";
import { routes } from "../../../views/frame/routes.ts";
import { askForDescriptions } from "../writing/compose.ts";
import type { Visit } from "../frame/visit.ts";
import { writingProblems } from "../writing/writing-problems.ts";
import { readWritten } from "../writing/writing.ts";

export const blank = (): Message => ({ text: "", media: [], key: randomUUID() });

/** What somebody says is said to those who hear it: nobody is asked to write it down as well. */
const isVoice = ({ kind }: Pick<Media, "kind">): boolean => kind === "audio";

type Sent = { to: string } | { again: Message };

type Send = (message: Written) => Promise<Status>;

/** Sends what the form holds, or says how the form is to be shown again. */
export async function sendForm(visit: Visit, send: Send, answers?: Message["answers"]): Promise<Sent> {
  const { draft, media, left, problems } = await readWritten(visit);
  const again = (more: Partial<Message>): Sent => ({
    again: { text: draft.text, media, left, key: draft.idempotency_key || randomUUID(), answers, ...more },
  });
  if (Object.keys(problems).length > 0) return again({ problems });
  if (visit.form.text("do") === "attach") return again({});
  const bare = askForDescriptions(visit, { media: media.filter((one) => !isVoice(one)) });
  if (bare !== undefined) return again(bare);
  try {
    const { text, media_ids, idempotency_key } = draft;
    const status = await send({ text, media_ids, language: "", idempotency_key, in_reply_to_id: answers?.id });
    const chat = await findChatOf(visit.kith.db, visit.viewer_id, status.id);
    return { to: chat === undefined ? routes.messages : `${routes.conversation(chat.id)}#message-${status.id}` };
  } catch (error) {
    return again({ problems: messageProblems(visit, error) });
  }
}

function messageProblems(visit: Visit, error: unknown): Problems {
  const others = error instanceof Refusal ? error.details?.["names"] : undefined;
  if (others === undefined) return writingProblems(visit, error);
  const names = visit.locale.list(others.map(({ description }) => `@${description}`));
  return { text: visit.locale.t("messages.wrong_others", { names, count: others.length }) };
}
