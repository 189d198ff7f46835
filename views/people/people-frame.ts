/** The frame of everything one has sorted: people, lists, tags, filters, and those one keeps away; and the list of these pages. */
import type { Key } from "../../src/words/catalogue.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import type { IconName } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { contentsAside, contentsView } from "../parts/contents.ts";
import type { Contents } from "../parts/contents.ts";
import { routes } from "../frame/routes.ts";

export type PeoplePage =
  | "following"
  | "followers"
  | "requests"
  | "friends"
  | "circles"
  | "lists"
  | "collections"
  | "followed_tags"
  | "filters"
  | "mutes"
  | "blocks"
  | "domain_blocks";
type Entry = { page: PeoplePage; href: string; icon: IconName };

const groupsFor = ({ viewer }: ViewContext): { title: Key; entries: readonly Entry[] }[] => {
  const own = viewer?.account ?? { username: "", host: "" };
  return [
    {
      title: "people.group_people",
      entries: [
        { page: "following", href: routes.following(own), icon: "people" },
        { page: "followers", href: routes.followers(own), icon: "user" },
        { page: "requests", href: routes.followRequests, icon: "follow" },
        { page: "friends", href: routes.friends, icon: "people" },
        { page: "circles", href: routes.circles, icon: "private" },
        { page: "lists", href: routes.lists, icon: "list" },
        { page: "collections", href: routes.collections, icon: "bookmark" },
      ],
    },
    {
      title: "people.group_reading",
      entries: [
        { page: "followed_tags", href: routes.followedTags, icon: "tag" },
        { page: "filters", href: routes.filters, icon: "filter" },
      ],
    },
    {
      title: "people.group_away",
      entries: [
        { page: "mutes", href: routes.mutes, icon: "mute" },
        { page: "blocks", href: routes.blocks, icon: "block" },
        { page: "domain_blocks", href: routes.domainBlocks, icon: "public" },
      ],
    },
  ];
};

const contentsFor = (ctx: ViewContext, current?: PeoplePage): Contents => ({
  title: ctx.t("people.title"),
  groups: groupsFor(ctx).map(({ title, entries }) => ({
    title: ctx.t(title),
    entries: entries.map(({ page, href, icon: symbol }) => ({
      href,
      icon: symbol,
      name: ctx.t(`people.${page}`),
      about: ctx.t(`people.${page}_about`),
      current: page === current,
    })),
  })),
});

/** All of them, each with a line on what it holds. */
export const peopleIndexView = (ctx: ViewContext): Html => contentsView(ctx, contentsFor(ctx));

type Options = {
  title?: string | undefined;
  heading?: Html | string | undefined;
  lead?: Html | string | undefined;
  actions?: Html | undefined;
  /** The page to which this one belongs, when it is not all of them. */
  above?: { href: string; label: string } | undefined;
};

/** One of them; on wide windows the others stand beside it. */
export function peoplePage(ctx: ViewContext, page: PeoplePage, body: Html, options: Options = {}): Html {
  const { t } = ctx;
  const title = options.title ?? t(`people.${page}`);
  const back = options.above ?? { href: routes.people, label: t("people.title") };
  const head = pageHead(options.heading ?? title, { lead: options.lead, back });
  const actions = options.actions === undefined ? "" : html`<p class="buttons">${options.actions}</p>`;
  return layout(ctx, { title, main: html`${head}${actions}${body}`, aside: contentsAside(contentsFor(ctx, page)) });
}
