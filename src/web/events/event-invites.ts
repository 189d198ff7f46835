/** Inviting people to an event by what they are called. */
import { isBlockedBetween } from "../../blocks/hidden.ts";
import { inviteTo } from "../../events/hold.ts";
import type { Event } from "../../events/store.ts";
import { resolveMentions } from "../../statuses/mentions.ts";
import { findEntities } from "../../text/grammar.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { problemsIn } from "../frame/problems.ts";
import { me, type Visit } from "../frame/visit.ts";

const LONGEST = 5000;

/** Accounts by what was typed, found on their servers where need be; `problem` names those who cannot be found. */
export async function readHandles({
  kith,
  form,
  locale,
  viewer_id,
}: Visit): Promise<{ ids: number[]; problem: string | undefined }> {
  const typed = form
    .text("handles")
    .slice(0, LONGEST)
    .split(/[\s,;]+/)
    .filter((word) => word !== "");
  if (typed.length === 0) return { ids: [], problem: undefined };
  const entities = findEntities(typed.map((word) => (word.startsWith("@") ? word : `@${word}`)).join(" "));
  const found = await resolveMentions(kith, entities);
  const unknown = entities.flatMap((entity) =>
    entity.kind === "mention" && !found.has(entity.handle) ? [`@${entity.handle}`] : [],
  );
  const ids = [];
  for (const { id } of found.values()) if (!(await isBlockedBetween(kith.db, viewer_id, id))) ids.push(id);
  const missed = entities.length === 0 ? typed : unknown;
  return { ids, problem: missed.length === 0 ? undefined : locale.t("events.invite_unknown", { names: locale.list(missed) }) };
}

/** Undefined when it went well. */
export async function inviteFrom(visit: Visit, event: Event): Promise<Problems | undefined> {
  const { ids, problem } = await readHandles(visit);
  if (problem !== undefined) return { handles: problem };
  const problems = await problemsIn(visit.locale, "handles", async () => await inviteTo(visit.kith, me(visit), event, ids));
  return Object.keys(problems).length === 0 ? undefined : problems;
}
