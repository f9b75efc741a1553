export async function quotesBeside(): Promise<{ readonly text: string } | null> {
  return null;
}
