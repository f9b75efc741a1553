/** Nearly every text; nothing in it is hostile. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * What no text needs, because a terminal, a page or a log obeys it and nobody sees it: control characters but tab and new
 * line, signs that turn the direction of writing or have no width (but the two joiners, which some languages spell with),
 * separators of lines; halves of characters, which no database keeps.
 */
const HOSTILE = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Surrogate}/u;
const EACH_HOSTILE = new RegExp(HOSTILE, 'gu');

export function isHostile(text: string): boolean {
  return !PLAIN.test(text) && HOSTILE.test(text);
}

/** The same text with what is hostile spelt out, such as `\u001b`: harmless where it is shown, and within JSON still the same text. */
export function visibleText(text: string): string {
  return isHostile(text) ? text.replace(EACH_HOSTILE, spelt) : text;
}

/** Each unit of UTF-16 as JSON would escape it. */
export function spelt(sign: string): string {
  return Array.from({ length: sign.length }, (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  );
}
