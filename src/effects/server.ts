/** What follows what those who run the server decide. */
import { makeReport } from "../annual/report.ts";
import { deliverFlag } from "../federation/deliver/flag.ts";
import { forgetHost, giveUpWaiting, holdWaiting, sendWaiting } from "../federation/deliver/hosts.ts";
import { streamPublished, streamReaction, streamRemoved } from "../mastodon/announcements.ts";
import { forgetAnswers } from "../mastodon/instance.ts";
import { enforceDomain } from "../moderation/enforce.ts";
import { forgetIps } from "../moderation/ips.ts";
import { forgetPolicies } from "../moderation/policy.ts";
import type { Consequences } from "./kinds.ts";
import { perHost } from "./lanes.ts";

export const serverEffects: Consequences = Object.freeze({
  "annual_report.requested": { later: { make: { run: makeReport, priority: 2 } } },
  "report.forwarded": { later: { deliver: { run: deliverFlag } } },
  "announcement.published": { now: [streamPublished] },
  "announcement.removed": { now: [streamRemoved] },
  "announcement.reacted": { now: [streamReaction] },
  "instance.changed": { now: [forgetAnswers] },
  "ips.changed": { now: [forgetIps] },
  "domain.changed": {
    now: [forgetPolicies],
    later: { enforce: { run: enforceDomain, lane: ({ domain }) => `domain/${domain}` } },
  },
  "host.paused": { now: [forgetHost], later: { hold: { run: holdWaiting, lane: perHost } } },
  "host.released": { now: [forgetHost], later: { send: { run: sendWaiting, lane: perHost } } },
  "host.purged": { later: { "give-up": { run: giveUpWaiting, lane: perHost } } },
} satisfies Consequences);
