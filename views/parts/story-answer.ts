/** What a message says of the story that it answers: a status whose parent is a story's address. */
import type { Status } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { routes } from "../frame/routes.ts";

/** As every Kith has them (`storyUri`); the ids are those of the account and of the story. */
const STORY = /^(https?:\/\/[^/]+)\/users\/(\d+)\/stories\/(\d+)$/;

export function storyAnswerView(
  { in_reply_to_uri }: Pick<Status, "in_reply_to_uri">,
  { t, instance, viewer }: ViewContext,
): Html {
  const [, origin, account_id, id] = STORY.exec(in_reply_to_uri) ?? [];
  if (origin === undefined) return raw("");
  const own = origin === instance.origin && Number(account_id) === viewer?.account.id;
  const words = t(own ? "stories.answered" : "stories.answers");
  return html`<p class="hint">${origin === instance.origin ? html`<a href="${routes.story(Number(id))}">${words}</a>` : words}</p>`;
}
