// The new text of an answer: what the person typed, without the mail it quotes and without signature lines.
// Line by line. First the place is found where the quoted mail begins (a line like "On Monday Sam wrote:", a block of headers,
// a divider), then what stands before it is kept; where nothing stands before it, the answer stands below or between.
import { attributionAt, dividerAt, headerBlockAt, isQuoted } from './quote-marks.ts'
import { isDeviceLine, isDivider, isSignatureMark } from './signature-marks.ts'

const MOST_TEXT = 400_000
const MOST_LINES = 8000

/** Always something, unless the mail itself is empty: if all is quote or signature, that is returned. Of a longer mail its beginning. */
export function newText(full: string): string {
  const lines = beginning(full.replace(/\r\n?/g, '\n').replace(/\u200b|\u200c|\u200d|\ufeff/g, ''))
  const open = outsideCode(lines)
  const quote = quoteStart(lines, open)
  if (!quote) return tidy(lines, open) || beginning(full.trim()).join('\n')
  const before = lines.slice(0, quote.at)
  const rest = lines.slice(quote.after)
  const typed = tidy(before, open)
  const below = isAnsweredBelow(rest) ? tidy(rest.filter((line) => !isQuoted(line)), rest.map(() => true)) : ''
  if (typed) return below ? `${typed}\n\n${below}` : typed
  return below || tidy(rest, rest.map(() => true)) || beginning(full.trim()).join('\n')
}

/** The same without any quoted line: for rules that must not read our own words. */
export const ownWords = (text: string): string => text.split('\n').filter((line) => !isQuoted(line)).join('\n').trim()

/** The first lines of a text, as PostgreSQL takes them: no character is cut in half. */
const beginning = (text: string): string[] => text.slice(0, MOST_TEXT).toWellFormed().split('\n', MOST_LINES)

/** Lines inside ``` fences are never marks of anything. */
function outsideCode(lines: string[]): boolean[] {
  const fences = lines.filter((line) => /^\s*```/.test(line)).length
  let inside = false
  return lines.map((line) => {
    if (fences % 2 === 0 && /^\s*```/.test(line)) {
      inside = !inside
      return false
    }
    return !inside
  })
}

/** Where the quoted mail begins, and the first line after the mark itself. */
function quoteStart(lines: string[], open: boolean[]): { at: number; after: number } | undefined {
  for (let i = 0; i < lines.length; i++) {
    if (!open[i]) continue
    const block = dividerAt(lines, i) ?? headerBlockAt(lines, i)
    if (block) return { at: i, after: block }
    const said = attributionAt(lines, i)
    if (said) return { at: said.from, after: i + 1 }
  }
  return undefined
}

/** Does unquoted text follow '>' lines? Then the person answered below or between. Without '>' nobody can tell. */
function isAnsweredBelow(rest: string[]): boolean {
  const first = rest.findIndex((line) => line.trim() !== '')
  return first >= 0 && isQuoted(rest[first]!) && rest.some((line) => line.trim() !== '' && !isQuoted(line))
}

/** Signature, device lines and a quote at the end are taken off. */
function tidy(source: string[], open: boolean[]): string {
  let lines = source
  const mark = lines.findIndex((line, i) => open[i] && (isSignatureMark(line) || isDivider(lines, i)))
  if (mark >= 0 && lines.slice(0, mark).some((line) => line.trim() !== '')) lines = lines.slice(0, mark)
  else if (mark === 0 || (mark > 0 && lines.slice(mark + 1).length < 12)) lines = lines.slice(0, mark)
  let end = lines.length
  const unquoted = lines.some((line) => line.trim() !== '' && !isQuoted(line))
  while (end > 0) {
    const line = lines[end - 1]!
    if (line.trim() === '' || isDeviceLine(line) || /^\s*[-_=*~—–]{3,}\s*$/.test(line) || (unquoted && isQuoted(line) && open[end - 1])) end--
    else break
  }
  return lines.slice(0, end).join('\n').replace(/^(?:[ \t]*\n)+/, '').trimEnd()
}
