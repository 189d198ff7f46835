/** Coming from elsewhere, going elsewhere, and leaving: aliases, the move, the list of whom one follows, and the end of the account. */
import type { Account } from "../src/db/schema.ts";
import { html, join } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { ViewContext } from "./context.ts";
import { field, form, problemSummary, submit } from "./parts/form.ts";
import type { FormState } from "./parts/form.ts";
import { counted } from "./parts/words.ts";
import { routes } from "./routes.ts";
import { settingsPage } from "./settings.ts";

export type Moving = FormState & {
  account: Account;
  /** The uris that the account names as its own, and what they are called here. */
  aliases: readonly { uri: string; name: string }[];
  /** Of the last list that was read in. */
  imported: { waiting: number; done: number; failed: number };
};

/** Each form posts to its own address: `alias`, `uri`, `target` with `current_password`, the file `follows`. */
export function movingView(ctx: ViewContext, state: Moving): Html {
  const body = html`${problemSummary(ctx, state.problems)}
<section class="stack"><h2>Come here from another server</h2>
<p class="hint">Name your old account here. Then start the move there: your followers come along.</p>
${form(ctx, routes.addAlias, html`${field("alias", { ...state, label: "Your account elsewhere", hint: "Such as mia@elsewhere.example", required: true, maxlength: 400, plain: true })}<p class="buttons">${submit("Add")}</p>`, { className: "stack" })}
${aliasesView(ctx, state)}</section>
<section class="stack"><h2>Whom you follow</h2>
${form(ctx, routes.importFollows, html`<div class="field"><label for="f-follows">A list from your old server (CSV)</label><input type="file" id="f-follows" name="follows" accept=".csv,text/csv,text/plain" required></div><p class="buttons">${submit("Follow everybody on it")} <a class="button" href="${routes.exportFollows}" download>Your list as a file</a></p>`, { className: "stack", files: true })}
${importedView(state.imported)}</section>
${state.account.moved_to_uri === "" ? moveView(ctx, state) : movedView(ctx, state.account)}
<section class="stack"><h2>Leave</h2><p><a class="danger" href="${routes.deleteAccount}">Delete this account</a></p></section>`;
  return settingsPage(ctx, "moving", body);
}

const aliasesView = (ctx: ViewContext, { aliases }: Moving): Html =>
  html`<ul class="cards">${join(
    aliases.map(
      ({ uri, name }) =>
        html`<li class="card">${form(ctx, routes.removeAlias, html`<input type="hidden" name="uri" value="${uri}"><span>${name}</span> <button class="button">Remove</button> <button class="button" formaction="${routes.claimAlias}" title="When that server is gone and cannot move you itself">Bring its followers</button>`, { className: "answer" })}</li>`,
    ),
  )}</ul>`;

function importedView({ waiting, done, failed }: Moving["imported"]): Html {
  if (waiting + done + failed === 0) return html``;
  const rest = waiting === 0 ? "" : html` ${counted(waiting, "account")} still to come.`;
  const lost = failed === 0 ? "" : html` ${counted(failed, "account")} could not be found or followed.`;
  return html`<p class="hint">Of your last list, ${counted(done, "account")} followed.${rest}${lost}</p>`;
}

const passwordField = (state: FormState): Html =>
  field("current_password", {
    ...state,
    label: "Your password",
    type: "password",
    autocomplete: "current-password",
    required: true,
    maxlength: 128,
  });

const moveView = (ctx: ViewContext, state: Moving): Html =>
  html`<section class="stack"><h2>Go to another server</h2>
<p class="hint">Name this account as an alias there first. Your followers follow the new account then; your posts stay here, and you cannot write here any more. You can do this once in 30 days.</p>
${form(ctx, routes.moveAway, html`${field("target", { ...state, label: "Your new account", hint: "Such as mia@elsewhere.example", required: true, maxlength: 400, plain: true })}${passwordField(state)}<p class="buttons">${submit("Move")}</p>`, { className: "stack" })}</section>`;

const movedView = (ctx: ViewContext, { moved_to_uri }: Account): Html =>
  html`<section class="stack"><h2>You have moved</h2><p>This account has moved to <a href="${routes.search(moved_to_uri)}">${moved_to_uri}</a>, and is kept as it was.</p>
${form(ctx, routes.moveBack, html`<p class="hint">You can write here again when you take the move back. Followers who have left stay with the new account.</p><p class="buttons">${submit("Take the move back")}</p>`, { className: "stack" })}</section>`;

/** Posts `current_password` and `username`, which has to be typed. */
export function deleteAccountView(ctx: ViewContext, state: FormState & { account: Account }): Html {
  const { username } = state.account;
  const body = html`<p>Everything you wrote, your pictures, follows, messages and settings are deleted, here and, as far as they comply, on all other servers. Nobody can undo this. The name @${username} stays taken.</p>
${field("username", { ...state, label: `Type ${username} to confirm`, required: true, maxlength: 100, plain: true, autocomplete: "off" })}
${passwordField(state)}<p class="buttons"><button class="button danger">Delete my account for good</button> <a class="button" href="${routes.settingsMoving}">Keep it</a></p>`;
  return settingsPage(
    ctx,
    "moving",
    html`${problemSummary(ctx, state.problems)}${form(ctx, routes.deleteAccount, body, { className: "stack" })}`,
  );
}
