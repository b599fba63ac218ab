// A quote on paper: A4, as many pages as it takes, the head of the table on each. Its bytes depend on what stands on it alone, so that
// drawn again it is the same paper. DejaVu has the letters of Latin, Greek and Cyrillic; what it lacks (Chinese, say) stands as a box.
import { createRequire } from 'node:module'
import { figure, percent, spokenDay, type QuoteContent } from './quote.ts'

const require = createRequire(import.meta.url)
const font = (name: string): string => require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)
const ink = { text: '#1C1B1A', muted: '#5F5B55', line: '#E4E2DD', accent: '#2F5D50' }
const edge = 56, width = 595.28 - 2 * edge, bottom = 841.89 - 84
/** Where the columns begin, how wide they are, and what stands on them. */
const columns = [
  { title: '', x: 0, w: 24, right: false }, { title: 'What', x: 28, w: 178, right: false }, { title: 'Quantity', x: 210, w: 54, right: true },
  { title: 'Price', x: 268, w: 76, right: true }, { title: 'Discount', x: 348, w: 50, right: true }, { title: 'Sum', x: 402, w: width - 402, right: true },
] as const

export async function draw(quote: QuoteContent): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit')
  const made = new Date(`${quote.issuedOn}T12:00:00Z`)
  const doc = new PDFDocument({ size: 'A4', margins: { top: edge, bottom: 20, left: edge, right: edge }, bufferPages: true, lang: 'en', displayTitle: true, info: { Title: `Quote ${quote.number}`, Author: quote.sender.split('\n')[0] ?? '', Subject: quote.about, CreationDate: made, ModDate: made } })
  const parts: Buffer[] = [], written = new Promise<Buffer>((resolve, reject) => { doc.on('data', (part: Buffer) => parts.push(part)); doc.on('end', () => resolve(Buffer.concat(parts))); doc.on('error', reject) })
  doc.registerFont('plain', font('DejaVuSans')).registerFont('bold', font('DejaVuSans-Bold'))
  const say = (text: string, x: number, y: number, how: { w?: number; size?: number; bold?: boolean; color?: string; right?: boolean } = {}): number => {
    doc.font(how.bold ? 'bold' : 'plain').fontSize(how.size ?? 9).fillColor(how.color ?? ink.text)
    const options = { width: how.w ?? width, align: how.right ? 'right' as const : 'left' as const, lineGap: 1.5 }
    doc.text(text, edge + x, y, options)
    return y + doc.heightOfString(text, options)
  }
  const high = (text: string, w: number, size = 9): number => doc.font('plain').fontSize(size).heightOfString(text || ' ', { width: w, lineGap: 1.5 })
  const rule = (y: number, color: string = ink.line) => { doc.moveTo(edge, y).lineTo(edge + width, y).lineWidth(0.7).strokeColor(color).stroke() }
  let y = edge
  const room = (height: number, then?: () => void) => { if (y + height <= bottom) return; doc.addPage(); y = edge; then?.() }

  const [name = '', ...address] = quote.sender.split('\n')
  const left = say(quote.recipient || ' ', 0, y + 34, { w: 240, size: 10 })
  const right = say(address.join('\n') || ' ', 270, say(name, 270, y, { w: width - 270, bold: true, right: true, size: 10, color: ink.accent }), { w: width - 270, right: true, color: ink.muted, size: 8.5 })
  y = Math.max(left, right) + 40
  y = say(`Quote ${quote.number}`, 0, y, { bold: true, size: 18 }) + 4
  y = say(quote.about, 0, y, { size: 11, color: ink.muted }) + 10
  for (const [what, value] of [['Date', spokenDay(quote.issuedOn)], ['Valid until', spokenDay(quote.validUntil)], ['Your contact', quote.seller]] as const) {
    if (!value) continue
    say(what, 0, y, { color: ink.muted, w: 90 })
    y = say(value, 94, y, { w: 300 }) + 2
  }
  if (quote.note) { y += 10; for (const paragraph of quote.note.split('\n')) { room(high(paragraph, width)); y = say(paragraph || ' ', 0, y) } }
  y += 18

  const head = () => { for (const c of columns) say(c.title === 'Price' || c.title === 'Sum' ? `${c.title}, ${quote.currency}` : c.title, c.x, y, { w: c.w, right: c.right, color: ink.muted, size: 8 }); y += 15; rule(y); y += 6 }
  room(60)
  head()
  quote.lines.forEach((line, i) => {
    room(high(line.name, columns[1].w) + 8, head)
    const cells = [String(i + 1), line.name, new Intl.NumberFormat('en', { maximumFractionDigits: 3 }).format(line.quantity), figure(line.priceMinor, quote.currency), line.discount ? percent(line.discount) : '', figure(line.sumMinor, quote.currency)]
    const ends = columns.map((c, n) => say(cells[n] || ' ', c.x, y, { w: c.w, right: c.right, color: n === 0 ? ink.muted : ink.text }))
    y = Math.max(...ends) + 5
    rule(y)
    y += 6
  })
  const sums: [string, number][] = [...(quote.tax ? [['Net', quote.netMinor], [`${quote.tax.name} ${percent(quote.tax.percent)}`, quote.tax.minor]] as [string, number][] : [])]
  room(20 * (sums.length + 1) + 10)
  y += 4
  for (const [what, minor] of sums) { say(what, 120, y, { w: 230, right: true, color: ink.muted }); y = say(figure(minor, quote.currency), 356, y, { w: width - 356, right: true }) + 5 }
  say(`Total, ${quote.currency}`, 120, y, { w: 230, right: true, bold: true, size: 10.5 })
  y = say(figure(quote.totalMinor, quote.currency), 356, y, { w: width - 356, right: true, bold: true, size: 10.5 }) + 20
  for (const paragraph of quote.terms ? quote.terms.split('\n') : []) { room(high(paragraph, width)); y = say(paragraph || ' ', 0, y, { color: ink.muted }) + 2 }

  const { count } = doc.bufferedPageRange()
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page)
    say(`${name} · Quote ${quote.number}`.slice(0, 100), 0, 841.89 - 48, { size: 7.5, color: ink.muted, w: width - 90 })
    say(`Page ${page + 1} of ${count}`, width - 84, 841.89 - 48, { size: 7.5, color: ink.muted, w: 84, right: true })
  }
  doc.end()
  return written
}
