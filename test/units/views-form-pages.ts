// The pages in which one writes and fills in forms, and those that only say something, with sample rows.
import type { Html } from "../../src/html.ts";
import { aboutView } from "../../views/reading/about.ts";
import { frontView } from "../../views/reading/front.ts";
import { errorView, messageView } from "../../views/frame/message.ts";
import { accessPages } from "./views-access-pages.ts";
import { aContext, aFullPage, aPage, visitor } from "./views-sample-pages.ts";
import { XSS, longest, mia } from "./views-samples.ts";

const ctx = aContext();
export function formPages(): Record<string, Html> {
  const open = visitor({ instance: { ...ctx.instance, registrations: "open", description: "" } });
  return {
    front: frontView(visitor({ path: "/" }), { page: aFullPage(), people: 24, posts: 3120 }),
    front_empty: frontView(open, { page: aPage([]), people: 1, posts: 0 }),
    about: aboutView(visitor(), { staff: [mia, longest], people: 24, posts: 3120, version: "0.1.0" }),
    ...accessPages(),
    message: messageView(visitor(), {
      title: "Your request is waiting",
      text: "Somebody will read it.",
      link: { href: "/about", label: "Who runs this place" },
    }),
    error_404: errorView(ctx, { status: 404 }),
    error_403: errorView(visitor(), { status: 403, text: XSS }),
    error_422: errorView(ctx, { status: 422, text: "The text is too long." }),
    error_500: errorView(visitor(), { status: 500, request_id: "req-1234" }),
  };
}
