// What a key will do now, said before it is pressed.
import { memo } from 'react'
import { Kbd } from '../ui/badge.tsx'
import css from './inbox.module.css'

const hints = (keys: [keys: string, does: string][]) => keys.map(([key, does]) => <span key={key}><Kbd keys={key} />{does}</span>)

export const Foot = memo(function Foot({ picked, whole, writing, draft, can, mayAnswer }: { picked: number; whole: boolean; writing: boolean; draft: boolean; can: boolean; mayAnswer: boolean }) {
  return (
    <div className={`${css.foot} ${css.keys_foot}`} aria-label="What the keys do" role="note">
      {picked > 0 && <b>{whole ? 'Everything' : picked} picked</b>}
      {hints(writing ? [['mod+Enter', 'send, done, next'], ['mod+>', 'another wording'], [';', 'a text at hand'], ['Escape', 'back, the text stays']]
        : picked > 0 ? [['e', 'all done'], ['h', 'all later'], ['l', 'label'], ['m', 'give'], ...(whole ? [] : [['u', 'never again']] as [string, string][]), ['Escape', 'let go']]
        : [...(can && draft ? [['mod+.', 'take the draft']] as [string, string][] : []), ...(can ? [['e', 'done, next'], ...(mayAnswer ? [['r', 'answer']] : []), ['h', 'later'], ['i', 'interested'], ['u', 'never again']] as [string, string][] : []), ['j', 'next'], ['z', 'undo'], ['?', 'all keys']])}
    </div>
  )
})
