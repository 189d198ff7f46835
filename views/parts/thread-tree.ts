/**
 * The replies to a status as a tree that stays legible: an only reply stands below what it answers, as in a conversation; where
 * a thread forks, each branch is set in by one step, three at most, and then "continue this branch" leads on.
 */
import type { Status } from "../../src/db/schema.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { routes } from "../frame/routes.ts";
import { statusView } from "../reading/status.ts";
import { authorOf } from "./page.ts";

const DEEPEST = 3;
type Children = ReadonlyMap<number, readonly Status[]>;

/**
 * The replies (ids, in their order) below a status.
 *
 * @param newest_first of the branches; a conversation within one is read as it was held
 */
export function repliesView(
  root: Status,
  descendants: readonly number[],
  { page, ctx, newest_first = false }: Pick<Thread, "page" | "ctx"> & { newest_first?: boolean | undefined },
): Html {
  const children = childrenOf(root, descendants, page);
  const thread = { children: newest_first ? turned(children) : children, page, ctx };
  return branchesView(thread.children.get(root.id) ?? [], 0, thread);
}

/** A reply whose parent is not shown (deleted, hidden from the viewer) stands directly below the root. */
function childrenOf(root: Status, descendants: readonly number[], page: StatusPage): Children {
  const known = new Set(descendants);
  const children = new Map<number, Status[]>();
  for (const id of descendants) {
    const status = page.statuses.get(id);
    if (status === undefined || id === root.id) continue;
    const parent = status.in_reply_to_id ?? root.id;
    // A parent is older than its replies; whatever claims otherwise would go round in circles.
    const above = known.has(parent) && parent < id ? parent : root.id;
    children.set(above, [...(children.get(above) ?? []), status]);
  }
  return children;
}

const turned = (children: Children): Children => new Map([...children].map(([id, below]) => [id, below.toReversed()]));

type Thread = { children: Children; page: StatusPage; ctx: ViewContext };

const branchesView = (starts: readonly Status[], depth: number, thread: Thread): Html =>
  starts.length === 0
    ? raw("")
    : html`<ul class="branches depth-${depth}">${join(
        starts.map((start) => html`<li>${branchView(start, depth, thread)}</li>`),
        raw("\n"),
      )}</ul>`;

/** From one reply down to where the thread ends or forks. */
function branchView(start: Status, depth: number, thread: Thread): Html {
  const run = [start];
  let last = start;
  let next = thread.children.get(last.id) ?? [];
  while (next.length === 1 && next[0] !== undefined) {
    last = next[0];
    run.push(last);
    next = thread.children.get(last.id) ?? [];
  }
  const statuses = run.map((status) => statusView(status, thread.page, thread.ctx, { placed: true }));
  const below = depth < DEEPEST ? branchesView(next, depth + 1, thread) : continueLink(last, next, thread);
  return html`<div class="run${run.length > 1 ? " chain" : ""}">${join(statuses, raw("\n"))}</div>${below}`;
}

function continueLink(last: Status, next: readonly Status[], thread: Thread): Html {
  if (next.length === 0) return raw("");
  const waiting = [...next];
  let count = 0;
  for (let status = waiting.pop(); status !== undefined; status = waiting.pop()) {
    count += 1;
    waiting.push(...(thread.children.get(status.id) ?? []));
  }
  const address = routes.status(last.id, authorOf(last, thread.page));
  return html`<p class="continue"><a class="button" href="${address}">${thread.ctx.t("thread.continue", { count })}</a></p>`;
}
