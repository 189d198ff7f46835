// The pages on which one looks around and searches in detail.
import type { Html } from "../../src/html.ts";
import { exploreNewsView, explorePeopleView, explorePostsView, exploreTagsView } from "../../views/reading/explore.ts";
import { advancedSearchView } from "../../views/reading/search.ts";
import { relations } from "./views-people-pages.ts";
import { aContext, aFullPage, aPage, visitor } from "./views-sample-pages.ts";
import { ACCOUNTS, NOW, XSS, jon, layla, longest, mallory } from "./views-samples.ts";

const ctx = aContext();
const tag = { name: XSS, display_name: XSS };

export function exploringPages(): Record<string, Html> {
  const page = aFullPage();
  const history = [3, 1, 0, 0, 2, 5, 1].map((uses) => ({ uses, accounts: uses }));
  const card = {
    id: 5,
    url: "https://news.example/a",
    type: "link",
    title: XSS,
    description: XSS,
    language: "",
    provider_name: XSS,
    provider_url: "",
    author_name: XSS,
    author_url: "",
    author_id: null,
    html: "",
    embed_url: "",
    image: "cards/a.webp",
    image_description: "",
    blurhash: "",
    width: 200,
    height: 100,
    published_at: 0,
    fetched_at: NOW,
  } as const;
  const people = {
    directory: ACCOUNTS,
    relations,
    order: "active",
    local: true,
    pager: { older: "/explore/people?offset=20" },
  } as const;
  return {
    explore: explorePostsView(ctx, { page, pager: {} }),
    explore_none: explorePostsView(visitor(), { page: aPage([]), pager: {} }),
    explore_tags: exploreTagsView(ctx, {
      tags: [
        { ...tag, history },
        { ...tag, history: [] },
      ],
      pager: {},
    }),
    explore_news: exploreNewsView(ctx, {
      links: [
        { card, author: undefined, history },
        { card: { ...card, id: 6, url: "javascript:alert(1)" }, author: mallory, history },
      ],
      pager: {},
    }),
    explore_people: explorePeopleView(ctx, {
      ...people,
      suggestions: [
        { account: mallory, sources: ["friends_of_friends"], familiar: [jon, layla] },
        { account: longest, sources: ["most_interactions"], familiar: [] },
      ],
    }),
    explore_people_none: explorePeopleView(visitor(), { ...people, directory: [], order: "new", suggestions: [] }),
    advanced: advancedSearchView(ctx),
  };
}
