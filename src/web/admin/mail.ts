/** How letters go out and come in. */
import { endPause, loadPaused } from "../../mailing/bounces.ts";
import { loadMailDays } from "../../mailing/counts.ts";
import { inboundDomain } from "../../mailing/tokens.ts";
import { mailView } from "../../../views/admin/mail.ts";
import { adminRoutes } from "../../../views/admin/routes.ts";
import { contextOf } from "../frame/context.ts";
import { go, show, type Answer } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";
import { getId, staffAction, staffPage, type StaffRoute } from "./staff.ts";

async function showMail(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const { url, from, inbound } = kith.instance.mail;
  const state = {
    // Without the password in it.
    out: url === "" || !URL.canParse(url) ? undefined : { host: new URL(url).host, from },
    into: inbound && { host: inbound.host, port: inbound.port, domain: inboundDomain(kith) ?? "" },
    days: await loadMailDays(kith.db, kith.now()),
    paused: await loadPaused(kith.db),
  };
  return show(mailView(await contextOf(visit), state));
}

async function resume(visit: Visit): Promise<Answer> {
  await endPause(visit.kith, getId(visit));
  return go(adminRoutes.mail, "mail.said_resumed");
}

export const mailRoutes: readonly StaffRoute[] = [
  staffPage("/admin/mail", "view_devops", showMail),
  staffAction("/admin/mail/:id/resume", "view_devops", resume),
];
