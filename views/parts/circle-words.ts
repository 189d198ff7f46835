/** Circles in words: what one is called, and whom it reaches. */
import type { Reach } from "../../src/circles/reach.ts";
import type { ViewContext } from "../frame/context.ts";

type Said = Pick<ViewContext, "t">;

/** The one that everybody has bears no title of its own. */
export const circleName = ({ title }: { title: string }, { t }: Said): string => (title === "" ? t("friends.close") : title);

/** "11 people on 4 servers" */
export const reachOf = ({ people, servers }: Pick<Reach, "people" | "servers">, { t }: Said): string =>
  t("friends.reach", { people, servers });
