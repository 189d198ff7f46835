/** Where stories are: a part of `routes`. */
export const storyPaths = {
  /** POST (multipart) shows one. */
  stories: "/stories",
  story: (id: number): string => `/stories/${id}`,
  /** To the first of an account's that one has not seen. */
  storiesOf: (account_id: number): string => `/stories/of/${account_id}`,
  newStory: "/stories/new",
  /** POST `views` and `keep`. */
  storyChoices: "/stories/choices",
  pastStories: "/stories/past",
  storyViewers: (id: number): string => `/stories/${id}/seen`,
  /** POST; `delete` is also a GET, which asks first. */
  actOnStory: (id: number, act: "delete" | "reply" | "react"): string => `/stories/${id}/${act}`,
} as const;
