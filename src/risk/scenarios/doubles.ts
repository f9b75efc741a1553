/** Doubles as text for the database, to the bit. */
export function toBase64(doubles: Float64Array): string {
  return Buffer.from(doubles.buffer, doubles.byteOffset, doubles.byteLength).toString('base64');
}

export function fromBase64(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  // A copy of its own: a pooled buffer may begin where no double can.
  return new Float64Array(new Uint8Array(bytes).buffer);
}
