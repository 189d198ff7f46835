/** Rows that are due, each for itself: what cannot be done with one of them is no reason for the others to wait. */

/** @throws the first error, when all have had their turn */
export async function each<Row>(rows: readonly Row[], act: (row: Row) => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  for (const row of rows) await act(row).catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}
