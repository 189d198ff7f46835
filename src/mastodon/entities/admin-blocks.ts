/** Blocks and allows as those who run the server see them, and the blocks that everybody may see. */
import { rfc3339 } from "../../db/columns.ts";
import { digestOf, obfuscated, type DomainBlock } from "../../moderation/domains.ts";
import type { DomainAllow } from "../../moderation/allows.ts";
import type { CanonicalEmailBlock, EmailDomainBlock, Tries } from "../../moderation/emails.ts";
import type { IpBlock } from "../../moderation/ips.ts";

export const renderDomainBlock = (block: DomainBlock) => ({
  id: String(block.id),
  domain: block.domain,
  digest: digestOf(block.domain),
  created_at: rfc3339(block.created_at),
  severity: block.severity,
  reject_media: block.reject_media === 1,
  reject_reports: block.reject_reports === 1,
  private_comment: block.private_comment === "" ? null : block.private_comment,
  public_comment: block.public_comment === "" ? null : block.public_comment,
  obfuscate: block.obfuscate === 1,
});

export const renderPublicBlock = (block: DomainBlock) => ({
  domain: block.obfuscate === 1 ? obfuscated(block.domain) : block.domain,
  digest: digestOf(block.domain),
  severity: block.severity,
  comment: block.public_comment,
});

export const renderDomainAllow = ({ id, domain, created_at }: DomainAllow) => ({
  id: String(id),
  domain,
  created_at: rfc3339(created_at),
});

export const renderEmailDomainBlock = (block: EmailDomainBlock, tries: readonly Tries[]) => ({
  id: String(block.id),
  domain: block.domain,
  created_at: rfc3339(block.created_at),
  allow_with_approval: block.allow_with_approval === 1,
  history: tries.map((one) => ({
    day: String(Math.floor(one.day / 1000)),
    accounts: String(one.tries),
    uses: String(one.addresses),
  })),
});

export const renderIpBlock = ({ id, ip, severity, comment, created_at, expires_at }: IpBlock) => ({
  id: String(id),
  ip,
  severity,
  comment,
  created_at: rfc3339(created_at),
  expires_at: expires_at === 0 ? null : rfc3339(expires_at),
});

export const renderCanonicalEmailBlock = ({ id, canonical_email_hash }: CanonicalEmailBlock) => ({
  id: String(id),
  canonical_email_hash,
});
