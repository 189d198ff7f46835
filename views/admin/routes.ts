/** Where the pages of administration are. Each list is filtered by its query; what is not given is left out of the address. */

type Query = Readonly<Record<string, string | number | undefined>>;

/** A path with a query. */
export function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given as [string, string][]).toString()}`;
}

const list =
  (path: string) =>
  (query: Query = {}): string =>
    withQuery(path, query);
/** POST. */
const act =
  <Act extends string>(path: string) =>
  (id: number | string, name: Act): string =>
    `${path}/${encodeURIComponent(String(id))}/${name}`;

export type AccountAct =
  | "moderate"
  | "undo"
  | "approve"
  | "reject"
  | "role"
  | "confirm"
  | "password"
  | "second_factor"
  | "note"
  | "erase"
  | "statuses";
export type ReportAct = "assign" | "unassign" | "resolve" | "reopen" | "sort" | "forward" | "note" | "stories";

export const adminRoutes = {
  dashboard: "/admin",
  health: "/admin/health",
  budgets: list("/admin/budgets"),
  pruneNow: "/admin/budgets/prune",
  reports: list("/admin/reports"),
  report: (id: number): string => `/admin/reports/${id}`,
  actOnReport: act<ReportAct>("/admin/reports"),
  accounts: list("/admin/accounts"),
  account: (id: number): string => `/admin/accounts/${id}`,
  actOnAccount: act<AccountAct>("/admin/accounts"),
  removeNote: (id: number): string => `/admin/notes/${id}/remove`,
  templates: "/admin/templates",
  template: (id: number): string => `/admin/templates/${id}`,
  removeTemplate: (id: number): string => `/admin/templates/${id}/remove`,
  audit: list("/admin/audit"),
  domains: list("/admin/domains"),
  /** GET asks and shows what it would end, POST blocks. */
  newDomain: list("/admin/domains/new"),
  domain: (id: number): string => `/admin/domains/${id}`,
  removeDomain: (id: number): string => `/admin/domains/${id}/remove`,
  /** @param after the name after which it begins */
  exportDomains: (after = ""): string => withQuery("/admin/domains/export.csv", after === "" ? {} : { after }),
  importDomains: "/admin/domains/import",
  carryOutImport: "/admin/domains/import/carry_out",
  allows: list("/admin/allows"),
  removeAllow: (id: number): string => `/admin/allows/${id}/remove`,
  hosts: list("/admin/hosts"),
  host: (host: string, query: Query = {}): string => withQuery(`/admin/hosts/${encodeURIComponent(host)}`, query),
  actOnHost: act<"pause" | "retry" | "purge">("/admin/hosts"),
  dropDelivery: (host: string, id: number): string => `/admin/hosts/${encodeURIComponent(host)}/deliveries/${id}/drop`,
  mail: "/admin/mail",
  resumeMail: (id: number): string => `/admin/mail/${id}/resume`,
  relays: "/admin/relays",
  actOnRelay: act<"enable" | "disable" | "remove">("/admin/relays"),
  emails: list("/admin/emails"),
  removeEmail: (id: number): string => `/admin/emails/${id}/remove`,
  addresses: list("/admin/addresses"),
  addAddress: "/admin/addresses/add",
  testAddress: "/admin/addresses/test",
  removeAddress: (id: number): string => `/admin/addresses/${id}/remove`,
  ips: list("/admin/ips"),
  ip: (id: number): string => `/admin/ips/${id}`,
  removeIp: (id: number): string => `/admin/ips/${id}/remove`,
  invites: list("/admin/invites"),
  endInvite: (id: number): string => `/admin/invites/${id}/end`,
  announcements: "/admin/announcements",
  announcement: (id: number): string => `/admin/announcements/${id}`,
  actOnAnnouncement: act<"publish" | "withdraw" | "remove">("/admin/announcements"),
  emojis: list("/admin/emojis"),
  actOnEmoji: act<"change" | "remove" | "copy">("/admin/emojis"),
  trends: list("/admin/trends"),
  reviewTrends: "/admin/trends/review",
  jobs: list("/admin/jobs"),
  actOnJob: (table: string, id: number, name: "retry" | "drop"): string => `/admin/jobs/${table}/${id}/${name}`,
  retryJobs: (table: string): string => `/admin/jobs/${table}/retry`,
  site: "/admin/site",
  look: "/admin/site/look",
  texts: "/admin/site/texts",
  terms: "/admin/site/terms",
  rules: "/admin/rules",
  rule: (id: number): string => `/admin/rules/${id}`,
  actOnRule: act<"up" | "down" | "remove">("/admin/rules"),
} as const;
