// Lists of uris: followers, following, replies. What they hold may be counted without being told.
import type { Collection, CollectionPage, OrderedCollection, OrderedCollectionPage } from "@fedify/fedify/vocab";
import { url, urls, type Writer } from "./writer.ts";

type Head = { uri: string; total: number; first?: string | undefined };

/** The collection itself: how many, and where its first page is (nowhere when its members are not told). */
export const toOrderedCollection = ({ uri, total, first }: Head, { vocab }: Writer): OrderedCollection =>
  new vocab.OrderedCollection({ id: url(uri), totalItems: total, first: first === undefined ? null : url(first) });

export const toCollection = ({ uri, total, first }: Head, { vocab }: Writer): Collection =>
  new vocab.Collection({ id: url(uri), totalItems: total, first: first === undefined ? null : url(first) });

type Page = { uri: string; collection: string; items: readonly string[]; next?: string | undefined };

export const toOrderedPage = (page: Page, { vocab }: Writer): OrderedCollectionPage =>
  new vocab.OrderedCollectionPage(pageValues(page));

export const toPage = (page: Page, { vocab }: Writer): CollectionPage => new vocab.CollectionPage(pageValues(page));

const pageValues = ({ uri, collection, items, next }: Page) => ({
  id: url(uri),
  partOf: url(collection),
  next: next === undefined ? null : url(next),
  items: urls(items),
});
