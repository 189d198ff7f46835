/** The keys for acting and moving, and switching them on or off. */
import { changeSettings } from "../../accounts/settings.ts";
import { routes } from "../../../views/frame/routes.ts";
import { shortcutsView } from "../../../views/settings/shortcuts.ts";
import { contextOf } from "../frame/context.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { myUser, type Visit } from "../frame/visit.ts";

async function switchKeys(visit: Visit): Promise<Answer> {
  const keyboard_shortcuts = visit.form.text("on") !== "";
  await changeSettings(visit.kith, myUser(visit), { settings: { keyboard_shortcuts } });
  return go(routes.shortcuts, keyboard_shortcuts ? "post.said_keys_on" : "post.said_keys_off");
}

export const shortcutRoutes: readonly Route[] = [
  page(routes.shortcuts, "member", async (visit) => show(shortcutsView(await contextOf(visit)))),
  action(routes.shortcuts, "member", switchKeys),
];
