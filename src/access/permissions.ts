/** What roles may do, as the bits of Mastodon's permissions; the API shows their sum in decimal. */
import type { Role } from "../db/values.ts";

export const PERMISSIONS = Object.freeze({
  administrator: 0x1,
  view_devops: 0x2,
  view_audit_log: 0x4,
  view_dashboard: 0x8,
  manage_reports: 0x10,
  manage_federation: 0x20,
  manage_settings: 0x40,
  manage_blocks: 0x80,
  manage_taxonomies: 0x100,
  manage_appeals: 0x200,
  manage_users: 0x400,
  manage_invites: 0x800,
  manage_rules: 0x1000,
  manage_announcements: 0x2000,
  manage_custom_emojis: 0x4000,
  manage_webhooks: 0x8000,
  invite_users: 0x10000,
  manage_roles: 0x20000,
  manage_user_access: 0x40000,
  delete_user_data: 0x80000,
  view_feeds: 0x100000,
});
export type Permission = keyof typeof PERMISSIONS;

const sum = (...names: Permission[]): number => names.reduce((bits, name) => bits | PERMISSIONS[name], 0);

/** An administrator may do everything, so that one bit says it. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, number>> = Object.freeze({
  user: 0,
  moderator: sum(
    "view_audit_log",
    "view_dashboard",
    "manage_reports",
    "manage_taxonomies",
    "manage_appeals",
    "manage_users",
    "view_feeds",
  ),
  admin: PERMISSIONS.administrator,
  owner: PERMISSIONS.administrator,
});

export const may = (role: Role, permission: Permission): boolean =>
  (ROLE_PERMISSIONS[role] & (PERMISSIONS.administrator | PERMISSIONS[permission])) !== 0;
