/** Upkeep: what is done again and again, because nothing in particular causes it. */
import { verifyLinks } from "./accounts/links.ts";
import { askForSoftware } from "./federation/lookup/software.ts";
import { forgetAddresses } from "./moderation/addresses.ts";
import { closeDuePolls } from "./polls/close.ts";
import { publishScheduled } from "./scheduled/publish.ts";
import { forgetTurns } from "./refreshes/turns.ts";
import { indexAccounts } from "./search/accounts.ts";
import { expireStatuses } from "./statuses/expire.ts";
import { expireStories, forgetStories } from "./stories/end.ts";
import { forgetOldKeys } from "./statuses/idempotency.ts";
import { forgetQuiet } from "./statuses/quiet.ts";
import { trimHomes } from "./timelines/fill.ts";
import type { Kith } from "./kith.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `every` so many ms. The next turn is queued when one has ended; it comes at once when `run` answers true, for it has left something to do. */
export const upkeep: Readonly<Record<string, { every: number; run: (kith: Kith) => Promise<unknown> }>> = Object.freeze({
  "verify-links": { every: MINUTE, run: verifyLinks },
  "close-polls": { every: MINUTE, run: closeDuePolls },
  "remind-of-events": {
    every: MINUTE,
    run: async (kith) => await (await import("./events/remind.ts")).remindOfEvents(kith),
  },
  "announce-next-events": {
    every: MINUTE,
    run: async (kith) => await (await import("./events/recur.ts")).announceNextEvents(kith),
  },
  "forget-event-guests": {
    every: 24 * HOUR,
    run: async (kith) => await (await import("./events/guests.ts")).forgetGuests(kith),
  },
  "forget-gone-events": {
    every: 24 * HOUR,
    run: async (kith) => await (await import("./events/missed.ts")).forgetOldGone(kith),
  },
  "end-mutes": { every: MINUTE, run: async (kith) => await (await import("./conversations/kept.ts")).endMutes(kith) },
  "publish-scheduled": { every: MINUTE, run: publishScheduled },
  "run-recurring": { every: MINUTE, run: async (kith) => await (await import("./recurring/run.ts")).runRecurring(kith) },
  "expire-statuses": { every: MINUTE, run: expireStatuses },
  "expire-stories": { every: MINUTE, run: expireStories },
  "forget-stories": { every: 24 * HOUR, run: forgetStories },
  "ask-for-software": { every: MINUTE, run: askForSoftware },
  "purge-inbox": { every: HOUR, run: async (kith) => await (await import("./federation/purge.ts")).purgeInbox(kith) },
  "purge-documents": {
    every: HOUR,
    run: async (kith) => await (await import("./federation/deliver/purge.ts")).purgeDocuments(kith),
  },
  "forget-idempotency-keys": { every: HOUR, run: forgetOldKeys },
  "forget-kept-answers": { every: HOUR, run: async (kith) => await (await import("./access/repeats.ts")).forgetAnswers(kith) },
  "tidy-remote-files": { every: HOUR, run: async (kith) => await (await import("./media/remote/keep.ts")).tidyRemoteFiles(kith) },
  "forget-uploads": { every: HOUR, run: async (kith) => await (await import("./videos/uploads.ts")).forgetUploads(kith) },
  "remove-video-leftovers": {
    every: 10 * MINUTE,
    run: async (kith) => await (await import("./videos/ladder.ts")).removeLeftovers(kith),
  },
  "move-files-apart": { every: 24 * HOUR, run: async (kith) => await (await import("./media/place.ts")).moveOldFiles(kith) },
  "move-chat-pictures-apart": {
    every: 24 * HOUR,
    run: async (kith) => await (await import("./chats/picture-files.ts")).moveOldPictures(kith),
  },
  "remove-unattached-media": {
    every: HOUR,
    run: async (kith) => await (await import("./media/remove.ts")).removeUnattachedMedia(kith),
  },
  "publish-announcements": {
    every: MINUTE,
    run: async (kith) => await (await import("./announcements/write.ts")).publishDue(kith),
  },
  "forget-addresses": { every: 24 * HOUR, run: forgetAddresses },
  "forget-team-logs": { every: 24 * HOUR, run: async (kith) => await (await import("./teams/log.ts")).forgetTeamLogs(kith) },
  "forget-archives": { every: 24 * HOUR, run: async (kith) => await (await import("./moves/archive.ts")).forgetArchives(kith) },
  "send-digests": { every: 5 * MINUTE, run: async (kith) => await (await import("./mailing/digest.ts")).planDueDigests(kith) },
  "send-group-mail": { every: MINUTE, run: async (kith) => await (await import("./mailing/group-due.ts")).planGroupMail(kith) },
  "forget-mail": { every: 24 * HOUR, run: async (kith) => await (await import("./mailing/forget.ts")).forgetMail(kith) },
  "count-reach": {
    every: 2 * MINUTE,
    run: async (kith) => {
      const { loadCounted } = await import("./insights/roll.ts");
      return await (await import("./insights/reach.ts")).countReach(kith, (await loadCounted(kith))?.until);
    },
  },
  "count-insights": { every: HOUR, run: async (kith) => await (await import("./insights/roll.ts")).rollDays(kith) },
  "forget-insights": { every: 24 * HOUR, run: async (kith) => await (await import("./insights/roll.ts")).forgetInsights(kith) },
  "write-visits": { every: 5 * MINUTE, run: async (kith) => await (await import("./insights/visits.ts")).writeVisits(kith) },
  "index-accounts": { every: MINUTE, run: indexAccounts },
  "merge-words": { every: 10 * MINUTE, run: async (kith) => await (await import("./search/merge.ts")).mergeWords(kith) },
  "prune-vocabulary": {
    every: 10 * MINUTE,
    run: async (kith) => await (await import("./search/prune.ts")).pruneVocabulary(kith),
  },
  "note-gauges": { every: 15 * MINUTE, run: async (kith) => await (await import("./health/gauges.ts")).noteGauges(kith) },
  "gather-emojis": { every: 10 * MINUTE, run: async (kith) => await (await import("./emojis/gather.ts")).gatherEmojis(kith) },
  "score-trends": { every: 10 * MINUTE, run: async (kith) => await (await import("./trends/score.ts")).scoreTrends(kith) },
  "forget-translations": {
    every: 24 * HOUR,
    run: async (kith) => await (await import("./translation/translate.ts")).forgetTranslations(kith),
  },
  "forget-cards": { every: 24 * HOUR, run: async (kith) => await (await import("./cards/fetch.ts")).forgetCards(kith) },
  "forget-turns": { every: 24 * HOUR, run: forgetTurns },
  "forget-quiet": { every: 24 * HOUR, run: forgetQuiet },
  "keep-database": { every: 10 * MINUTE, run: async (kith) => await (await import("./budgets/upkeep.ts")).keepDatabase(kith) },
  "forget-processes": {
    every: 10 * MINUTE,
    run: async (kith) => await (await import("./budgets/processes.ts")).forgetProcesses(kith),
  },
  "trim-homes": { every: 24 * HOUR, run: trimAllHomes },
});

async function trimAllHomes(kith: Kith): Promise<void> {
  let after: number | undefined = 0;
  while (after !== undefined) after = await trimHomes(kith, after);
}
