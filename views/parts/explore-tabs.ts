/** The ways to look around: what trends, who is here, and what arrives, side by side. */
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { tabs } from "../frame/layout.ts";
import { routes } from "../frame/routes.ts";

export type ExploreTab = "posts" | "local" | "people" | "groups" | "events" | "videos" | "tags" | "news" | "federated";

export function exploreTabs({ t, viewer }: Pick<ViewContext, "t" | "viewer">, current: ExploreTab): Html {
  const all: readonly (readonly [ExploreTab, string])[] = [
    ["posts", routes.explore],
    ["local", routes.local],
    ["people", routes.explorePeople],
    ["groups", routes.exploreGroups],
    ["events", routes.exploreEvents],
    ["videos", routes.exploreVideos],
    ["tags", routes.exploreTags],
    ["news", routes.exploreNews],
    ["federated", routes.federated],
  ];
  return tabs(
    t("common.explore"),
    all
      .filter(([, href]) => viewer?.mayOpen(href) !== false)
      .map(([name, href]) => ({ href, label: t(`explore.${name}`), current: name === current })),
    { words: t("common.more") },
  );
}
