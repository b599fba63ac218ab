// Mail programs break plain text at some seventy characters, in the middle of a sentence: "Please do not contact me ⏎ before Monday."
// A line goes on in the next one where the next word would not have fitted on it, and where that does not close the mail.
const least = 45, longest = 62
const closing = /^(?:(?:mit )?(?:freundlich|best|viele|liebe|herzlich)\p{L}*(?: \p{L}+)? gr(?:uß|üße)|gruß|(?:best |kind |warm )?(?:regards|wishes)|best|thanks|(?:bien )?cordialement|saludos|(?:cordiali )?saluti|cumprimentos|met vriendelijke|(?:med )?(?:vänlig|venlig|vennlig)|pozdrawiam|с уважением)/iu

export function unwrapped(text: string): string {
  const lines = text.split('\n')
  return lines.map((line, i) => {
    const next = lines[i + 1]
    if (next === undefined) return line
    const said = line.trimEnd(), word = /^[^\s>*•–-]\S*/.exec(next)?.[0]
    return word && said.length >= least && said.length + 1 + word.length > longest && !closing.test(next) ? `${said} ` : `${line}\n`
  }).join('')
}
