/** Instants: short where they stand, whole on hover and for machines. */
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";

/** "now", "14 min", "5 hr", "Tue", "12 Mar", "12 Mar 2023". `at` in ms. */
export const shortTime = (at: number, ctx: ViewContext): string => ctx.locale.times.short(at, ctx.now);

export const timeView = (at: number, ctx: ViewContext, className = ""): Html =>
  html`<time class="${className}" datetime="${new Date(at).toISOString()}" title="${ctx.locale.times.whole(at)}">${shortTime(at, ctx)}</time>`;

/** The whole instant in words, where a post stands large. */
export const wholeTimeView = (at: number, ctx: ViewContext, className: string): Html =>
  html`<time class="${className}" datetime="${new Date(at).toISOString()}">${ctx.locale.times.whole(at)}</time>`;
