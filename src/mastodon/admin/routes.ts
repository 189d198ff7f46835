/** All that staff may do over the API, Mastodon's and our own: one table, which is read when somebody first asks for it. */
import type { Route } from "../respond.ts";
import { adminAccountRoutes } from "./accounts.ts";
import { adminAnnouncementRoutes } from "./announcements.ts";
import { adminAuditRoutes } from "./audit.ts";
import { adminBlockRoutes } from "./blocks.ts";
import { adminDomainRoutes } from "./domains.ts";
import { adminHostRoutes } from "./hosts.ts";
import { adminInsightRoutes } from "./insights.ts";
import { adminPolicyRoutes } from "./policies.ts";
import { adminRelayRoutes } from "./relays.ts";
import { adminReportRoutes } from "./reports.ts";
import { adminStatusRoutes } from "./statuses.ts";
import { adminTrendRoutes } from "./trends.ts";

export const adminRoutes: readonly Route[] = [
  ...adminAccountRoutes,
  ...adminAnnouncementRoutes,
  ...adminAuditRoutes,
  ...adminBlockRoutes,
  ...adminDomainRoutes,
  ...adminHostRoutes,
  ...adminInsightRoutes,
  ...adminPolicyRoutes,
  ...adminRelayRoutes,
  ...adminReportRoutes,
  ...adminStatusRoutes,
  ...adminTrendRoutes,
];
