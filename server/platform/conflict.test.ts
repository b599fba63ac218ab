import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clashOf } from './conflict.ts'

const now = { title: 'CEO', city: null, tags: ['a', 'b'], custom: { plan: 'gold', size: 3 } }

test('a field that somebody else changed clashes, with both values; what agrees or was not touched does not', () => {
  const cases: [object, Record<string, unknown> | undefined, object | undefined][] = [
    [{ title: 'COO' }, undefined, undefined],
    [{ title: 'COO' }, { title: 'CEO' }, undefined],
    [{ title: 'COO' }, { title: 'CFO' }, { field: 'title', mine: 'COO', theirs: 'CEO' }],
    [{ title: 'CEO' }, { title: 'CFO' }, undefined],
    [{ city: 'Bonn' }, { title: 'CFO', city: '' }, undefined],
    [{ city: 'Bonn' }, { city: 'Köln' }, { field: 'city', mine: 'Bonn', theirs: null }],
    [{ tags: ['c'] }, { tags: ['b', 'a'] }, undefined],
    [{ tags: ['c'] }, { tags: ['a'] }, { field: 'tags', mine: ['c'], theirs: ['a', 'b'] }],
    [{ custom: { plan: 'silver' } }, { custom: { plan: 'gold' } }, undefined],
    [{ custom: { plan: 'silver' } }, { custom: { plan: 'bronze' } }, { field: 'custom.plan', mine: 'silver', theirs: 'gold' }],
    [{ custom: { size: '4' } }, { custom: { size: '3' } }, undefined],
  ]
  for (const [edit, was, clash] of cases) assert.deepEqual(clashOf(now, edit, was), clash, JSON.stringify([edit, was]))
})
