/** How people come in: second factors, invitations, new addresses; and what they read in and take along. Columns as in `migrations/`; a test compares them. */
import type { Generated } from "kysely";
import type { Flag, Json } from "../columns.ts";
import type { ImportKind, ImportOptions, StepPurpose } from "../values.ts";

/** A program that shows codes (RFC 6238). */
export interface TwoFactorTable {
  user_id: number;
  /** Sealed (JWE). */
  secret: string;
  /** 0: being set up, asked for nowhere yet. */
  confirmed_at: number;
  /** Of the newest code that was taken: none before it is taken again. */
  last_step: number;
}

/** Each is good once: used up, its row goes. */
export interface RecoveryCodesTable {
  user_id: number;
  code_hash: string;
}

export interface PasskeysTable {
  id: number;
  user_id: number;
  /** base64url, as browsers name it. */
  credential_id: string;
  /** base64url of the COSE key. */
  public_key: string;
  counter: number;
  transports: Json<string[]>;
  name: string;
  created_at: number;
  last_used_at: number;
}

/** Somebody half-way in, or setting up a key: what their browser's next form has to fit. */
export interface StepsTable {
  token_hash: string;
  /** 0 while nobody knows who it is. */
  user_id: number;
  purpose: StepPurpose;
  /** What a passkey has to sign; "" while none is asked for. */
  challenge: string;
  tries: number;
  expires_at: number;
}

export interface InvitesTable {
  id: number;
  user_id: number;
  code: string;
  /** 0 = as many as come. */
  max_uses: number;
  uses: number;
  /** 0 = never. */
  expires_at: number;
  created_at: number;
}

/** Who came by whose invitation. */
export interface InvitedTable {
  user_id: number;
  inviter_id: number;
  invite_id: number;
}

/** The address that a user wants to have, until they have proved that it is theirs. */
export interface EmailChangesTable {
  user_id: number;
  email: string;
  created_at: number;
}

/** Who wants a letter now and then about what they missed, and when the next is due. */
export interface DigestsTable {
  user_id: number;
  due_at: number;
  /** When the last was written, 0 = none; and how many in a row their person has not come for. */
  sent_at: Generated<number>;
  sent_count: Generated<number>;
}

/** A line of a file that somebody has read in: `item` is a handle, a domain, the address of a status, or `list/handle`. */
export interface ImportsTable {
  id: number;
  account_id: number;
  kind: ImportKind;
  item: string;
  options: Json<ImportOptions>;
  /** `asked`: somebody else has to let one follow them first. */
  state: "waiting" | "asked" | "done" | "failed";
  created_at: number;
}

/** Somebody's posts to take along. */
export interface ArchivesTable {
  id: number;
  account_id: number;
  /** Of the file, which nobody can guess; "" while it is being made. */
  name: string;
  bytes: number;
  created_at: number;
  made_at: number;
}

/** The last letter of its kind that somebody had sent to themselves, to which address, and when (ms). */
export interface LettersAskedTable {
  user_id: number;
  what: "confirm" | "reset";
  email: string;
  asked_at: number;
}

/** What a request with an Idempotency-Key was answered; "" while it is carried out, and when that is known no more. */
export interface KeptAnswersTable {
  account_id: number;
  key: string;
  answer: string;
  leased_until: number;
  created_at: number;
  /** Characters of the answer. */
  size: Generated<number>;
  /** It has written something, and is not carried out again. */
  done: Generated<Flag>;
}

export interface AccessTables {
  two_factor: TwoFactorTable;
  recovery_codes: RecoveryCodesTable;
  passkeys: PasskeysTable;
  steps: StepsTable;
  invites: InvitesTable;
  invited: InvitedTable;
  email_changes: EmailChangesTable;
  digests: DigestsTable;
  imports: ImportsTable;
  archives: ArchivesTable;
  letters_asked: LettersAskedTable;
  kept_answers: KeptAnswersTable;
}
