/** All pages of administration, each with the permission that it takes: a test walks them as everybody. */
import { accountRoutes } from "./accounts.ts";
import { budgetRoutes } from "./budgets.ts";
import { contentRoutes } from "./content.ts";
import { dashboardRoutes } from "./dashboard.ts";
import { domainRoutes } from "./domains.ts";
import { emojiRoutes } from "./emojis.ts";
import { entranceRoutes } from "./entrance.ts";
import { hostRoutes } from "./hosts.ts";
import { mailRoutes } from "./mail.ts";
import { relayRoutes } from "./relays.ts";
import { reportRoutes } from "./reports.ts";
import { ruleRoutes } from "./rules.ts";
import { siteRoutes } from "./site.ts";
import type { StaffRoute } from "./staff.ts";

export const adminRoutes: readonly StaffRoute[] = [
  ...dashboardRoutes,
  ...budgetRoutes,
  ...reportRoutes,
  ...accountRoutes,
  ...hostRoutes,
  ...domainRoutes,
  ...relayRoutes,
  ...mailRoutes,
  ...entranceRoutes,
  ...contentRoutes,
  ...emojiRoutes,
  ...siteRoutes,
  ...ruleRoutes,
];
