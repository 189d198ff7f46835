/** Reports and what came of them, blocks of every kind, announcements, rules. Columns as in `migrations/`; a test compares them. */
import type { Flag, Json } from "../columns.ts";
import type { DomainSeverity, Emoji, IpSeverity, MediaKind, MediaMeta, ReportCategory, StrikeAction } from "../values.ts";

export interface ReportsTable {
  id: number;
  uri: string;
  account_id: number;
  target_id: number;
  category: ReportCategory;
  comment: string;
  status_ids: Json<number[]>;
  rule_ids: Json<number[]>;
  collection_ids: Json<number[]>;
  forwarded: Flag;
  assigned_id: number | null;
  action_taken_at: number;
  action_taken_by_id: number | null;
  created_at: number;
  updated_at: number;
}

export interface EvidenceTable {
  status_id: number;
  account_id: number;
  content: string;
  spoiler_text: string;
  emojis: Json<Emoji[]>;
  kept_at: number;
}

export interface EvidenceMediaTable {
  /** The id that it had when the post stood. */
  media_id: number;
  status_id: number;
  position: number;
  kind: MediaKind;
  mime_type: string;
  /** Names of files that lie apart. */
  file: string;
  preview_file: string;
  description: string;
  blurhash: string;
  meta: Json<MediaMeta>;
  bytes: number;
}

export interface StrikesTable {
  id: number;
  moderator_id: number;
  target_id: number;
  report_id: number;
  action: StrikeAction;
  comment: string;
  status_ids: Json<number[]>;
  created_at: number;
}

export interface SeveredRelationshipsTable {
  id: number;
  account_id: number;
  type: "domain_block" | "user_domain_block" | "account_suspension";
  target_name: string;
  followers_count: number;
  following_count: number;
  created_at: number;
}

export interface DomainBlocksTable {
  id: number;
  domain: string;
  severity: DomainSeverity;
  reject_media: Flag;
  reject_reports: Flag;
  private_comment: string;
  public_comment: string;
  obfuscate: Flag;
  created_at: number;
  updated_at: number;
}

export interface DomainAllowsTable {
  id: number;
  domain: string;
  created_at: number;
}

export interface EmailDomainBlocksTable {
  id: number;
  domain: string;
  allow_with_approval: Flag;
  created_at: number;
}

export interface EmailDomainAttemptsTable {
  block_id: number;
  day: number;
  ip: string;
  attempts: number;
}

export interface IpBlocksTable {
  id: number;
  ip: string;
  severity: IpSeverity;
  comment: string;
  expires_at: number;
  created_at: number;
}

export interface CanonicalEmailBlocksTable {
  id: number;
  canonical_email_hash: string;
  account_id: number;
  created_at: number;
}

export interface UserIpsTable {
  user_id: number;
  ip: string;
  used_at: number;
}

export interface AuditLogTable {
  id: number;
  account_id: number;
  action: string;
  target_type: string;
  target_id: number;
  target_name: string;
  details: Json<Record<string, unknown>>;
  created_at: number;
}

export interface AnnouncementsTable {
  id: number;
  text: string;
  content: string;
  all_day: Flag;
  starts_at: number;
  ends_at: number;
  scheduled_at: number;
  published_at: number;
  created_at: number;
  updated_at: number;
}

export interface AnnouncementDismissalsTable {
  announcement_id: number;
  account_id: number;
}

export interface AnnouncementReactionsTable {
  id: number;
  announcement_id: number;
  account_id: number;
  name: string;
  created_at: number;
}

export interface RulesTable {
  id: number;
  position: number;
  text: string;
  hint: string;
  translations: Json<Record<string, { text: string; hint: string }>>;
  created_at: number;
  updated_at: number;
  deleted_at: number;
}

export interface TermsOfServiceTable {
  id: number;
  effective_date: string;
  text: string;
  changelog: string;
  created_at: number;
}

/** What those who run the server write to each other. */
export interface ModerationNotesTable {
  id: number;
  target_type: "Account" | "Report";
  target_id: number;
  account_id: number;
  content: string;
  created_at: number;
}

/** Words that are used for warnings again and again. */
export interface WarningTemplatesTable {
  id: number;
  title: string;
  text: string;
  created_at: number;
  updated_at: number;
}

export interface ModerationTables {
  moderation_notes: ModerationNotesTable;
  warning_templates: WarningTemplatesTable;
  reports: ReportsTable;
  evidence: EvidenceTable;
  evidence_media: EvidenceMediaTable;
  strikes: StrikesTable;
  severed_relationships: SeveredRelationshipsTable;
  domain_blocks: DomainBlocksTable;
  domain_allows: DomainAllowsTable;
  email_domain_blocks: EmailDomainBlocksTable;
  email_domain_attempts: EmailDomainAttemptsTable;
  ip_blocks: IpBlocksTable;
  canonical_email_blocks: CanonicalEmailBlocksTable;
  user_ips: UserIpsTable;
  audit_log: AuditLogTable;
  announcements: AnnouncementsTable;
  announcement_dismissals: AnnouncementDismissalsTable;
  announcement_reactions: AnnouncementReactionsTable;
  rules: RulesTable;
  terms_of_service: TermsOfServiceTable;
}
