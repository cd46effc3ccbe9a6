/**
 * Foreign text for a message: on one line, and cut where it is long. Whoever made a file decides how long the values
 * are that a complaint about it quotes.
 */
export function shorten(text: string, most = 80): string {
  const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text
  return cut.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
}
