/** What a message says of the story that it answers. */
import type { Status } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { routes } from "../frame/routes.ts";

/** With the way to it as long as the reader may see it: while it is shown, or of one's own that is kept. */
export function storyAnswerView({ id }: Pick<Status, "id">, { stories }: StatusPage, { t, viewer, instance }: ViewContext): Html {
  const answered = stories?.get(id);
  if (answered === undefined) return raw("");
  const { uri, story } = answered;
  const own = viewer !== undefined && uri.startsWith(`${instance.origin}/users/${viewer.account.id}/`);
  const there = story !== undefined && (story.ended_at === 0 || (own && story.kept === 1));
  const words = t(own ? "stories.answered" : "stories.answers");
  return html`<p class="hint">${there ? html`<a href="${routes.story(story.id)}">${words}</a>` : words}</p>`;
}
