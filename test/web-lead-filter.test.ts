import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sameLook } from '../web/views/look.ts'
import { changed, groupsOf, textOf, type Groups } from '../web/leads/filter.ts'

const isNew = { field: 'status', op: 'in', value: ['new'] } as const
const inFrance = { field: 'country', op: 'is', value: 'FR' } as const
const replied = { field: 'hasReplied', op: 'is', value: true } as const
const groups = [[isNew, inFrance], [replied]] as unknown as Groups

test('what is taken apart and put together again is the same filter', () => {
  assert.equal(textOf(groups), JSON.stringify({ all: [{ any: [isNew, inFrance] }, replied] }))
  assert.deepEqual(groupsOf(textOf(groups)), { groups })
})

test('a single condition and a bare "any" are one group', () => {
  assert.deepEqual(groupsOf(JSON.stringify(replied)), { groups: [[replied]] })
  assert.deepEqual(groupsOf(JSON.stringify({ any: [isNew, replied] })), { groups: [[isNew, replied]] })
})

test('everybody is no filter at all', () => {
  assert.deepEqual(groupsOf('{"all":[]}'), { groups: [] })
  assert.equal(textOf([]), undefined)
})

test('a deeper filter stays whole, and rubbish in the address is said to be unreadable', () => {
  assert.equal(groupsOf(JSON.stringify({ none: [replied] })).whole, 'deep')
  assert.equal(groupsOf(JSON.stringify({ all: [{ any: [{ all: [replied] }] }] })).whole, 'deep')
  assert.equal(groupsOf('{"any":[]}').whole, 'deep')
  for (const text of ['{', '7', '{"field":"shoeSize","op":"is","value":"44"}']) assert.equal(groupsOf(text).whole, 'unreadable')
})

test('a condition is added, changed and taken away; an empty group goes with its last', () => {
  assert.deepEqual(changed(groups, 2, 0, inFrance as never), [...groups, [inFrance]])
  assert.deepEqual(changed(groups, 1, 1, inFrance as never), [groups[0], [replied, inFrance]])
  assert.deepEqual(changed(groups, 0, 1, replied as never), [[isNew, replied], [replied]])
  assert.deepEqual(changed(groups, 1, 0, undefined), [groups[0]])
})

test('the order of keys does not make another filter, the order of conditions does', () => {
  assert.ok(sameLook({ filter: { all: [isNew] } }, { filter: { all: [{ op: 'in', value: ['new'], field: 'status' }] } }))
  assert.ok(!sameLook({ filter: { all: [isNew, replied] } }, { filter: { all: [replied, isNew] } }))
})
