/** https://docs.joinmastodon.org/methods/admin/measures/, /dimensions/ and /retention/; and what became of everybody's posts together. */
import { z } from "zod";
import { rfc3339 } from "../../db/columns.ts";
import { invalid } from "../../errors.ts";
import { dimension } from "../../insights/dimensions.ts";
import { loadInsights } from "../../insights/load.ts";
import { measure, readSpan, type About, type Measure } from "../../insights/measures.ts";
import { readSpanName } from "../../insights/page.ts";
import { loadRetention } from "../../insights/retention.ts";
import { normalizeHost } from "../../text/names.ts";
import type { Fields, Value } from "../forms.ts";
import { renderInsights } from "../entities/insights.ts";
import { answer, get, post, user, type Answer, type ApiRequest, type Needs, type Route } from "../respond.ts";
import { id, list, parse, text, textOf, whole } from "../shapes.ts";
import { staff } from "./admin.ts";

const period = z.object({ start_at: text(100), end_at: text(100) });
const keyed = z.object({ keys: list(text(100), 30), limit: whole(1, 100).nullish(), start_at: text(100), end_at: text(100) });

/** @throws Refusal `invalid` */
function instantOf(text_: string, name: string): number {
  const at = Date.parse(text_);
  if (!Number.isFinite(at) || at < 0 || at > 8e14) throw invalid(`Validation failed: ${name} is not a date`);
  return at;
}

const spanOf = (asked: { start_at: string; end_at: string }) =>
  readSpan(instantOf(asked.start_at, "Start at"), instantOf(asked.end_at, "End at"));

/** Each key may have parameters of its own, under its name: `tag_uses: {id}`, `instance_statuses: {domain}`. */
function aboutOf(body: Fields, key: string): About {
  const given: Value | undefined = body[key];
  if (typeof given !== "object" || given === null || Array.isArray(given)) return {};
  const asked = z.object({ id: id.nullish(), domain: text(300).nullish() }).safeParse(given);
  if (!asked.success) return {};
  const { domain } = asked.data;
  return {
    tag_id: asked.data.id ?? undefined,
    host: domain === null || domain === undefined ? undefined : normalizeHost(domain),
  };
}

const renderMeasure = ({ key, total, previous_total, days }: Measure) => ({
  key,
  unit: null,
  total: String(total),
  human_value: null,
  ...(previous_total === null ? {} : { previous_total: String(previous_total) }),
  data: days.map(({ day, value }) => ({ date: rfc3339(day), value: String(value) })),
});

async function measures(request: ApiRequest): Promise<Answer> {
  const { kith, body } = request;
  const asked = parse(body, keyed);
  const span = spanOf(asked);
  const found = [];
  for (const key of new Set(asked.keys)) {
    const made = await measure(kith, key, span, aboutOf(body, key));
    if (made !== undefined) found.push(renderMeasure(made));
  }
  return answer(found);
}

async function dimensions(request: ApiRequest): Promise<Answer> {
  const { kith, body } = request;
  const asked = parse(body, keyed);
  const span = spanOf(asked);
  const found = [];
  for (const key of new Set(asked.keys)) {
    const made = await dimension(kith, key, { span, limit: asked.limit ?? 10, about: aboutOf(body, key) });
    if (made !== undefined) found.push(made);
  }
  return answer(found);
}

const frequency = z.object({ frequency: z.enum(["day", "month"], "is not included in the list") });

async function retention(request: ApiRequest): Promise<Answer> {
  const { kith, body } = request;
  const asked = parse(body, period);
  const cohorts = await loadRetention(kith, {
    ...parse(body, frequency),
    start_at: instantOf(asked.start_at, "Start at"),
    end_at: instantOf(asked.end_at, "End at"),
  });
  return answer(
    cohorts.map(({ period: start, frequency: often, data }) => ({
      period: rfc3339(start),
      frequency: often,
      data: data.map(({ date, rate, value }) => ({ date: rfc3339(date), rate, value: String(value) })),
    })),
  );
}

/** As on the dashboard: nobody follows a server, and no post is its own. */
async function together({ kith, query }: ApiRequest): Promise<Answer> {
  const server = { ...(await kith.instanceAccount()), created_at: 0 };
  const insights = await loadInsights(kith, server, readSpanName(textOf(query["span"])));
  const { audience: _, ...shown } = renderInsights(insights, { servers: [], languages: [] }, kith.instance.domain);
  return answer({ enabled: kith.instance.insights, ...shown });
}

const at = "/api/v1/admin";
/** As on Mastodon there is no narrower scope for the dashboard. */
const needs: Needs = user("admin:read");

export const adminInsightRoutes: readonly Route[] = [
  get("/api/kith/v1/admin/insights", needs, staff("view_dashboard", together)),
  post(`${at}/measures`, needs, staff("view_dashboard", measures)),
  post(`${at}/dimensions`, needs, staff("view_dashboard", dimensions)),
  post(`${at}/retention`, needs, staff("view_dashboard", retention)),
];
