/** Instants: short where they stand, whole on hover and for machines. Days are those of UTC, as a server knows no other. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import { counted } from "./words.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEKDAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: "UTC" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const DATE_AND_YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const WHOLE = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

/** "now", "14 min", "5 h", "Tue", "12 Mar", "12 Mar 2023". Both in ms. */
export function shortTime(at: number, now: number): string {
  const ago = now - at;
  if (ago < MINUTE) return "now";
  if (ago < HOUR) return `${Math.floor(ago / MINUTE)} min`;
  if (ago < DAY) return `${Math.floor(ago / HOUR)} h`;
  if (ago < 7 * DAY) return WEEKDAY.format(at);
  const sameYear = new Date(at).getUTCFullYear() === new Date(now).getUTCFullYear();
  return (sameYear ? DATE : DATE_AND_YEAR).format(at);
}

/** "just now", "3 minutes ago", "5 hours ago", then as `shortTime`. Both in ms. */
export function timeAgo(at: number, now: number): string {
  const ago = now - at;
  if (ago < MINUTE) return "just now";
  if (ago >= DAY) return shortTime(at, now);
  return ago < HOUR ? `${counted(Math.floor(ago / MINUTE), "minute")} ago` : `${counted(Math.floor(ago / HOUR), "hour")} ago`;
}

/** How long until an instant: "14 min", "5 h", "3 days". */
export function timeLeft(until: number, now: number): string {
  const left = Math.max(0, until - now);
  if (left < HOUR) return `${Math.max(1, Math.ceil(left / MINUTE))} min`;
  if (left < 2 * DAY) return `${Math.round(left / HOUR)} h`;
  return `${Math.round(left / DAY)} days`;
}

export const wholeTime = (at: number): string => `${WHOLE.format(at)} UTC`;
export const monthOf = (at: number): string => MONTH.format(at);

export const timeView = (at: number, now: number, className = ""): Html =>
  html`<time class="${className}" datetime="${new Date(at).toISOString()}" title="${wholeTime(at)}">${shortTime(at, now)}</time>`;

/** The whole instant in words, where a post stands large. */
export const wholeTimeView = (at: number, className: string): Html =>
  html`<time class="${className}" datetime="${new Date(at).toISOString()}">${wholeTime(at)}</time>`;
