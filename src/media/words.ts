/** What people say about their media. */
import { isLonger } from "../text/count.ts";
import { invalid } from "../errors.ts";

export const DESCRIPTION_CHARACTERS = 1500;

/** @throws Refusal `invalid` when it is too long */
export function readDescription(text: string): string {
  const description = text.trim();
  if (isLonger(description, DESCRIPTION_CHARACTERS))
    throw invalid(`Validation failed: Description is too long (maximum is ${DESCRIPTION_CHARACTERS} characters)`);
  return description;
}

/** `x,y`, clamped to -1…1; undefined for what is no pair of numbers. */
export function readFocus(text: string | undefined): { x: number; y: number } | undefined {
  if (text === undefined || text.length > 100) return undefined;
  const [x, y] = text.split(",").map(Number);
  if (x === undefined || y === undefined || !Number.isFinite(x) || !Number.isFinite(y)) return undefined;
  return { x: clamp(x), y: clamp(y) };
}

const clamp = (value: number): number => Math.min(1, Math.max(-1, value));
