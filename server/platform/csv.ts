// Writing CSV that a spreadsheet cannot mistake for formulas, and reading such a cell back exactly.

// A cell that begins (after blanks and invisible characters) like a formula, in ASCII or full-width form, or with a TAB, CR or LF.
const formula = /^(?:[\t\r\n]|[\s\u0000-\u001f\u007f-\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*[=+\-@＝＋－＠|%])/

/** Also true behind leading apostrophes, so that reading back takes off exactly the one we put there. */
const needsApostrophe = (text: string): boolean => formula.test(text.replace(/^'+/, ''))
export { needsApostrophe as looksLikeFormula }

/** One quoted cell. Numbers typed as numbers stay numbers. */
export function csvCell(value: string | number | boolean | Date | null | undefined): string {
  if (value === null || value === undefined) return '""'
  if (typeof value === 'number') return `"${value}"`
  const text = (value instanceof Date ? value.toISOString() : String(value)).replaceAll('\u0000', '')
  return `"${(needsApostrophe(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}

export const csvLine = (cells: readonly (string | number | boolean | Date | null | undefined)[]): string => `${cells.map(csvCell).join(',')}\r\n`

/** What csvCell wrote, as it was: one leading ' goes when it stands before a formula's first character. */
export const withoutApostrophe = (text: string): string => (text.startsWith("'") && needsApostrophe(text.slice(1)) ? text.slice(1) : text)

/** A name for Content-Disposition (RFC 6266), safe in a header. */
export const attachment = (fileName: string): string =>
  `attachment; filename="${fileName.replace(/[^\w.() -]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`
