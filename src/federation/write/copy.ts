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

/** The same for a server that has to be told of nobody else. Those whom the words name are named there still. */
export function aloneTo(activity: Json, { uri, mark }: { uri: string; mark: number }): Json {
  const object = activity["object"] as Json;
  const alone = { to: [uri], cc: [] };
  return {
    ...activity,
    id: `${String(activity["id"]).split("#for/", 1)[0]}#for/${mark}`,
    ...alone,
    object: { ...object, ...alone },
  };
}

/**
 * The news of a note for one person; what is no note stays as it is. Those who know only ChatMessages read their words and nothing that is attached (Mbin's
 * `MessageManager`, Lemmy's `ApubPrivateMessage`): pictures and the like are links for them, which are good for as long as those to private files are.
 */
export function asChatMessage(activity: Json): Json {
  const object = activity["object"] as Json;
  if (object["type"] !== "Note") return activity;
  const context = [activity["@context"]].flat();
  const words = typeof object["content"] === "string" ? object["content"] : "";
  return {
    ...activity,
    "@context": [...context, { ChatMessage: "http://litepub.social/ns#ChatMessage" }],
    object: { ...object, type: "ChatMessage", content: `${words}${linksTo(object["attachment"])}` },
  };
}

function linksTo(attachment: unknown): string {
  const links = [attachment ?? []].flat().flatMap((file) => {
    const { url, name } = file as Json;
    return typeof url !== "string"
      ? []
      : `<p><a href="${escapeHtml(url)}">${escapeHtml(typeof name === "string" ? name : url)}</a></p>`;
  });
  return links.join("");
}
