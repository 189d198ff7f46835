/** Joining: a new account, at once or after somebody has read the request. And the owner's, right after installing. */
import { html } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { field, form, problemSummary, submit } from "./parts/form.ts";
import type { FormState } from "./parts/form.ts";
import { emptyView } from "./parts/timeline.ts";
import { routes } from "./routes.ts";

/** User name, e-mail and password, as every new account needs them: `username`, `email`, `password`. */
function accountFields(ctx: ViewContext, state: FormState): Html {
  return html`${field("username", {
    ...state,
    label: "User name",
    hint: `Letters, digits and _. People elsewhere will find you as @name@${ctx.instance.domain}. It cannot be changed later.`,
    autocomplete: "username",
    required: true,
    plain: true,
    maxlength: 30,
    pattern: "[A-Za-z0-9_]{1,30}",
  })}
${field("email", { ...state, label: "E-mail address", hint: "Only for signing in and for letters from this server.", type: "email", autocomplete: "email", required: true, plain: true, maxlength: 320 })}
${field("password", { ...state, label: "Password", hint: "At least 8 characters. A few words in a row are easy to remember.", type: "password", autocomplete: "new-password", required: true, minlength: 8, maxlength: 128 })}`;
}

/** Posts `username`, `email`, `password`, and `reason` where requests are read first. */
export function signUpView(ctx: ViewContext, state: FormState = {}): Html {
  const { title, registrations } = ctx.instance;
  if (registrations === "closed") return closedView(ctx);
  const asked = registrations === "approval";
  const reason = asked
    ? field("reason", {
        ...state,
        label: "Why would you like to join?",
        hint: "A sentence or two for the people who run this place. Nobody else sees it.",
        rows: 3,
        required: true,
        maxlength: 2000,
      })
    : "";
  const fields = html`${accountFields(ctx, state)}${reason}<p class="buttons">${submit(asked ? "Ask to join" : "Join")}</p>`;
  const lead = asked ? "The people who run this place read every request." : undefined;
  const main = html`${pageHead(html`Join ${title}`, { lead })}${problemSummary(ctx, state.problems)}${form(ctx, routes.signUp, fields, { className: "stack", return_to: routes.home })}
<p class="hint">You have an account already? <a href="${routes.signIn}">Sign in</a>.</p>`;
  return layout(ctx, { title: "Join", main, narrow: true, place: "sign_up" });
}

function closedView(ctx: ViewContext): Html {
  const lesson = html`New accounts on ${ctx.instance.title} are made by the people who run it. You can still follow people here from any other server of the fediverse.`;
  const main = html`${pageHead("Not open for joining")}${emptyView("By invitation", lesson, html`<a class="button" href="${routes.about}">Who runs it</a>`)}`;
  return layout(ctx, { title: "Join", main, narrow: true });
}

/** The owner's account, made with the one-time link that the first start prints. Posts `token` besides the fields of an account. */
export function setupView(ctx: ViewContext, state: FormState & { token: string }): Html {
  const fields = html`<input type="hidden" name="token" value="${state.token}">${accountFields(ctx, state)}<p class="buttons">${submit("Set up")}</p>`;
  const lead = html`You are the first one here. This makes your account, the owner's, on ${ctx.instance.domain}.`;
  const main = html`${pageHead("Welcome to your server", { lead })}${problemSummary(ctx, state.problems)}${form(ctx, routes.setup, fields, { className: "stack", return_to: routes.home })}`;
  return layout(ctx, { title: "Set up", main, narrow: true });
}
