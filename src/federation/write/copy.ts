// An activity as one reader has it: a copy of which the others do not know, and a message in the words of a server that knows no others.
import { escapeHtml } from "../../html.ts";
import type { Json } from "./complete.ts";

/** @param reader `mark`: sets the ids of the copies apart, for what comes twice under one id is done once; what they are about has one id */
export function addressedTo(activity: Json, { uri, mark }: { uri: string; mark: number }): Json {
  const object = activity["object"] as Json;
  const to = (document: Json) => [...((document["to"] as string[] | undefined) ?? []), uri];
  return {
    ...activity,
    id: `${String(activity["id"])}#for/${mark}`,
    to: to(activity),
    object: { ...object, to: to(object) },
  };
}

/**
 * The same for a server that has to be told of nobody else. Those whom the words name are named there still. What it is about is theirs alone, too: such a server has each
 * id once, and the second of its people would have nothing.
 */
export function aloneTo(activity: Json, { uri, mark }: { uri: string; mark: number }): Json {
  const alone = { to: [uri], cc: [] };
  const { object, ...about } = markedFor(activity, mark);
  return { ...about, ...alone, object: { ...(object as Json), ...alone } };
}

/** What is said of such a copy. */
export function markedFor(activity: Json, mark: number): Json {
  const object = activity["object"] as Json;
  const own = (id: unknown) => `${String(id).split("#for/", 1)[0]}#for/${mark}`;
  return { ...activity, id: own(activity["id"]), object: { ...object, id: own(object["id"]) } };
}

/** Whether it is one of several copies. */
export const isCopy = (activity: Json): boolean => String(activity["id"]).includes("#for/");

/**
 * The news of a note for one person; what is no note stays as it is. Those who know only ChatMessages read their words and nothing that is attached (Mbin's
 * `MessageManager`, Lemmy's `ApubPrivateMessage`): pictures and the like are links for them.
 *
 * @param lasting makes of the address of a file one that is good as long as the message is there, for nobody renews what stands in words
 */
export function asChatMessage(activity: Json, lasting: (url: string) => string): Json {
  const object = activity["object"] as Json;
  if (object["type"] !== "Note") return activity;
  const context = [activity["@context"]].flat();
  const words = typeof object["content"] === "string" ? object["content"] : "";
  return {
    ...activity,
    "@context": [...context, { ChatMessage: "http://litepub.social/ns#ChatMessage" }],
    object: { ...object, type: "ChatMessage", content: `${words}${linksTo(object["attachment"], lasting)}` },
  };
}

function linksTo(attachment: unknown, lasting: (url: string) => string): string {
  const links = [attachment ?? []].flat().flatMap((file) => {
    const { url, name } = file as Json;
    return typeof url !== "string"
      ? []
      : `<p><a href="${escapeHtml(lasting(url))}">${escapeHtml(typeof name === "string" ? name : url)}</a></p>`;
  });
  return links.join("");
}
