// A copy of an activity for one more reader, of whom the others do not know.
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
