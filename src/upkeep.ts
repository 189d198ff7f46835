/** Upkeep: what is done again and again, because nothing in particular causes it. */
import { verifyLinks } from "./accounts/links.ts";
import { publishDue } from "./announcements/write.ts";
import { forgetProcesses } from "./budgets/processes.ts";
import { keepDatabase } from "./budgets/upkeep.ts";
import { forgetGuests } from "./events/guests.ts";
import { remindOfEvents } from "./events/remind.ts";
import { forgetCards } from "./cards/fetch.ts";
import { gatherEmojis } from "./emojis/gather.ts";
import { purgeDocuments } from "./federation/deliver/purge.ts";
import { askForSoftware } from "./federation/lookup/software.ts";
import { purgeInbox } from "./federation/purge.ts";
import { noteGauges } from "./health/gauges.ts";
import { tidyRemoteFiles } from "./media/remote/keep.ts";
import { removeUnattachedMedia } from "./media/remove.ts";
import { forgetArchives } from "./moves/archive.ts";
import { forgetAddresses } from "./moderation/addresses.ts";
import { closeDuePolls } from "./polls/close.ts";
import { publishScheduled } from "./scheduled/publish.ts";
import { forgetTurns } from "./refreshes/turns.ts";
import { indexAccounts } from "./search/accounts.ts";
import { mergeWords } from "./search/merge.ts";
import { pruneVocabulary } from "./search/prune.ts";
import { expireStatuses } from "./statuses/expire.ts";
import { expireStories, forgetStories } from "./stories/end.ts";
import { forgetOldKeys } from "./statuses/idempotency.ts";
import { forgetQuiet } from "./statuses/quiet.ts";
import { trimHomes } from "./timelines/fill.ts";
import { forgetTranslations } from "./translation/translate.ts";
import { scoreTrends } from "./trends/score.ts";
import type { Kith } from "./kith.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `every` so many ms. The next turn is queued when one has ended; it comes at once when `run` answers true, for it has left something to do. */
export const upkeep: Readonly<Record<string, { every: number; run: (kith: Kith) => Promise<unknown> }>> = Object.freeze({
  "verify-links": { every: MINUTE, run: verifyLinks },
  "close-polls": { every: MINUTE, run: closeDuePolls },
  "remind-of-events": { every: MINUTE, run: remindOfEvents },
  "forget-event-guests": { every: 24 * HOUR, run: forgetGuests },
  "publish-scheduled": { every: MINUTE, run: publishScheduled },
  "expire-statuses": { every: MINUTE, run: expireStatuses },
  "expire-stories": { every: MINUTE, run: expireStories },
  "forget-stories": { every: 24 * HOUR, run: forgetStories },
  "ask-for-software": { every: MINUTE, run: askForSoftware },
  "purge-inbox": { every: HOUR, run: purgeInbox },
  "purge-documents": { every: HOUR, run: purgeDocuments },
  "forget-idempotency-keys": { every: HOUR, run: forgetOldKeys },
  "tidy-remote-files": { every: HOUR, run: tidyRemoteFiles },
  "remove-unattached-media": { every: HOUR, run: removeUnattachedMedia },
  "publish-announcements": { every: MINUTE, run: publishDue },
  "forget-addresses": { every: 24 * HOUR, run: forgetAddresses },
  "forget-archives": { every: 24 * HOUR, run: forgetArchives },
  "send-digests": { every: 5 * MINUTE, run: async (kith) => await (await import("./mailing/digest.ts")).planDueDigests(kith) },
  "send-group-mail": { every: MINUTE, run: async (kith) => await (await import("./mailing/group-due.ts")).planGroupMail(kith) },
  "forget-mail": { every: 24 * HOUR, run: async (kith) => await (await import("./mailing/forget.ts")).forgetMail(kith) },
  "index-accounts": { every: MINUTE, run: indexAccounts },
  "merge-words": { every: 10 * MINUTE, run: mergeWords },
  "prune-vocabulary": { every: 10 * MINUTE, run: pruneVocabulary },
  "note-gauges": { every: 15 * MINUTE, run: noteGauges },
  "gather-emojis": { every: 10 * MINUTE, run: gatherEmojis },
  "score-trends": { every: 10 * MINUTE, run: scoreTrends },
  "forget-translations": { every: 24 * HOUR, run: forgetTranslations },
  "forget-cards": { every: 24 * HOUR, run: forgetCards },
  "forget-turns": { every: 24 * HOUR, run: forgetTurns },
  "forget-quiet": { every: 24 * HOUR, run: forgetQuiet },
  "keep-database": { every: 10 * MINUTE, run: keepDatabase },
  "forget-processes": { every: 10 * MINUTE, run: forgetProcesses },
  "trim-homes": { every: 24 * HOUR, run: trimAllHomes },
});

async function trimAllHomes(kith: Kith): Promise<void> {
  let after: number | undefined = 0;
  while (after !== undefined) after = await trimHomes(kith, after);
}
