/** What the server does with people's data. */
import { html, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";

/** @param policy HTML of our own making */
export function privacyView(ctx: ViewContext, policy: string): Html {
  const main = html`${pageHead("Privacy")}<div class="prose">${raw(policy)}</div>`;
  return layout(ctx, { title: "Privacy", main, place: "about", narrow: true });
}
