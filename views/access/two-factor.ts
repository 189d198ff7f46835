/** The second factor: what is set up, how it is set up, and how it ends. */
import type { Row } from "../../src/db/schema.ts";
import { html, join, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { keyForm, passwordField } from "../parts/access-fields.ts";
import { field, form, problemSummary, submit } from "../parts/form.ts";
import type { FormState } from "../parts/form.ts";
import { timeView } from "../parts/time.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { settingsPage } from "../settings/settings.ts";

export type TwoFactor = FormState & { totp: boolean; keys: readonly Row<"passkeys">[]; recovery_codes: number };

/**
 * The first button is the one that Enter presses, and does no harm. One form holds the password once, and its buttons say what is done with it: `act` of `beginTwoFactor` (`app`, `key`), `recoveryCodes`, `removeTwoFactor`,
 * and `removeFactor` with `factor` (`app`, or the id of a key).
 */
export function twoFactorView(ctx: ViewContext, state: TwoFactor): Html {
  const { t } = ctx;
  const { totp, keys, recovery_codes } = state;
  const on = totp || keys.length > 0;
  const line = html`<p class="state ${on ? "on" : "off"}">${icon(on ? "check" : "info")}<span>${t(on ? "settings.two_factor_on" : "settings.two_factor_off")}</span></p>`;
  const removal = (factor: string, name: string) =>
    html`<button class="button" formaction="${routes.removeFactor}" name="factor" value="${factor}">${t("common.remove")}${hidden(` ${name}`)}</button>`;
  const app = html`<li class="card"><div class="head"><div><strong>${t("settings.code_app")}</strong><p class="hint">${t(totp ? "settings.code_app_on" : "settings.code_app_about")}</p></div>${totp ? removal("app", t("settings.code_app")) : html`<button class="button" name="act" value="app">${t("settings.set_up")}</button>`}</div></li>`;
  const devices = keys.map((key) => {
    const name = key.name === "" ? t("settings.unnamed_key") : key.name;
    const used =
      key.last_used_at === 0
        ? t("settings.key_unused")
        : ctx.rich("settings.key_used", { when: timeView(key.last_used_at, ctx) });
    return html`<li class="card"><div class="head"><div><strong dir="auto">${name}</strong><p class="hint">${used}</p></div>${removal(String(key.id), name)}</div></li>`;
  });
  const add = html`<li class="card"><div class="head"><div><strong>${t("settings.passkeys")}</strong><p class="hint">${t("settings.passkeys_about")}</p></div><button class="button" name="act" value="key">${t("common.add")}${hidden(` ${t("settings.passkeys")}`)}</button></div></li>`;
  const paper = on
    ? html`<li class="card"><div class="head"><div><strong>${t("settings.recovery_codes")}</strong><p class="hint">${t("settings.recovery_codes_left", { count: recovery_codes })}</p></div><button class="button" formaction="${routes.recoveryCodes}">${t("settings.make_new_codes")}</button></div></li>`
    : raw("");
  const off = on
    ? html`<p class="buttons"><button class="button danger" formaction="${routes.removeTwoFactor}">${t("settings.turn_off_two_factor")}</button></p>`
    : raw("");
  const body = html`${passwordField(ctx, { ...state, hint: t("settings.password_for_all") }, "current_password")}<ul class="cards">${add}${devices}${app}${paper}</ul>${off}`;
  return settingsPage(
    ctx,
    "two_factor",
    html`${problemSummary(ctx, state.problems)}${line}${form(ctx, routes.beginTwoFactor, body, { className: "stack", return_to: routes.settingsTwoFactor })}`,
    { lead: t("settings.two_factor_lead") },
  );
}

/** A code for a camera: `path` draws its dark squares in a square of `size`. */
export type QrCode = { size: number; path: string };

/** Posts `code`. */
export function codeAppView(ctx: ViewContext, state: FormState & { qr: QrCode; secret: string; uri: string }): Html {
  const { t } = ctx;
  const { qr, secret } = state;
  const picture = html`<svg class="qr" viewBox="0 0 ${qr.size} ${qr.size}" width="240" height="240" role="img" aria-label="${t("settings.qr_code")}" shape-rendering="crispEdges"><rect width="${qr.size}" height="${qr.size}" fill="#fff"/><path d="${qr.path}" fill="#000"/></svg>`;
  const typed = join(
    (secret.match(/.{1,4}/g) ?? []).map((part) => html`<span>${part}</span>`),
    " ",
  );
  const steps = html`<ol class="steps"><li><p>${t("settings.scan")}</p>${picture}<p class="hint">${t("settings.or_type")}</p><p><code class="secret" translate="no">${typed}</code></p></li>
<li><p>${t("settings.then_code")}</p></li></ol>`;
  const body = html`${field("code", { ...state, label: t("access.code"), autocomplete: "one-time-code", inputmode: "numeric", required: true, plain: true, maxlength: 12 })}<p class="buttons">${submit(t("access.confirm"))} <a class="button" href="${routes.settingsTwoFactor}">${t("common.cancel")}</a></p>`;
  return settingsPage(
    ctx,
    "two_factor",
    html`${problemSummary(ctx, state.problems)}${steps}${form(ctx, routes.twoFactorApp, body, { className: "stack" })}`,
    { title: t("settings.code_app") },
  );
}

/** Posts `name` and `credential`, which a script fills in. */
export function newKeyView(ctx: ViewContext, state: FormState & { options: string }): Html {
  const { t } = ctx;
  const name = field("name", { ...state, label: t("settings.key_name"), hint: t("settings.key_name_hint"), maxlength: 60 });
  const body = keyForm(ctx, {
    action: routes.twoFactorKey,
    fields: name,
    options: state.options,
    what: "create",
    label: t("settings.add_key"),
  });
  return settingsPage(ctx, "two_factor", html`${problemSummary(ctx, state.problems)}${body}`, {
    title: t("settings.passkeys"),
    lead: t("settings.add_key_lead"),
    scripts: ["passkey.js"],
  });
}

/** Shown once, right after they have been made. */
export function recoveryCodesView(ctx: ViewContext, codes: readonly string[]): Html {
  const { t } = ctx;
  const list = html`<ul class="codes" translate="no">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>`;
  return settingsPage(
    ctx,
    "two_factor",
    html`<p class="flash">${icon("warn")}<span>${t("settings.codes_once")}</span></p>${list}<p class="buttons"><a class="button primary" href="${routes.settingsTwoFactor}">${t("settings.codes_kept")}</a></p>`,
    { title: t("settings.recovery_codes"), lead: t("settings.codes_lead") },
  );
}
