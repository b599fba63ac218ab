/** Do the letters of `typed` appear in `label` in their order, words by their beginnings? "gi" fits "Go to inbox", "mbx" fits "Mailboxes". */
export function fits(typed: string, label: string): boolean {
  const fold = (s: string) => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  const text = fold(label)
  let at = 0
  for (const letter of fold(typed).replaceAll(' ', '')) {
    at = text.indexOf(letter, at)
    if (at < 0) return false
    at += 1
  }
  return true
}
