/** Where friends and circles are: a part of `routes`. */
export const friendPaths = {
  /** GET, and POST makes one. */
  circles: "/circles",
  circle: (id: number): string => `/circles/${id}`,
  /** POST (`account`, `title`); `delete` is also a GET, which asks first. */
  actOnCircle: (id: number, act: "add" | "remove" | "rename" | "delete"): string => `/circles/${id}/${act}`,
  composeTo: (circle_id: number): string => `/compose?circle=${circle_id}`,
  friends: "/friends",
  /** GET the form, with one of the two in it, and POST it (`first`, `second`, `comment`). */
  introduce: (first?: number): string => (first === undefined ? "/introduce" : `/introduce?first=${first}`),
} as const;
