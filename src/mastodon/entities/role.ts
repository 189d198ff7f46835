/** Roles: what their bearers may do, as the bitmask of Mastodon's permissions in decimal. */
import { COLLECTION_LIMITS } from "../../collections/rules.ts";
import { ROLE_PERMISSIONS } from "../../access/permissions.ts";
import type { Role } from "../../db/values.ts";

const ROLES = {
  user: { id: "-99", name: "", permissions: "0", color: "", highlighted: false },
  moderator: { id: "1", name: "Moderator", permissions: String(ROLE_PERMISSIONS.moderator), color: "", highlighted: true },
  admin: { id: "2", name: "Admin", permissions: String(ROLE_PERMISSIONS.admin), color: "", highlighted: true },
  owner: { id: "3", name: "Owner", permissions: String(ROLE_PERMISSIONS.admin), color: "", highlighted: true },
} as const;

export type RoleJson = {
  id: string;
  name: string;
  permissions: string;
  color: string;
  highlighted: boolean;
  collection_limit: number;
};
export const renderRole = (role: Role): RoleJson => ({ ...ROLES[role], collection_limit: COLLECTION_LIMITS.collections });

/** The roles that a profile shows. */
export const renderBadges = (role: Role): { id: string; name: string; color: string }[] => {
  const { id, name, color, highlighted } = ROLES[role];
  return highlighted ? [{ id, name, color }] : [];
};
