// What a person chooses of a table, as texts in an address: columns, their order and width, sorting by several.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, lookOf, sameLook } from '../web/views/look.ts'
import { arranged, moved, nextSort, resized, shownOrNot } from '../web/ui/table-columns.ts'

const columns = [{ key: 'name' }, { key: 'company' }, { key: 'email' }, { key: 'phone', off: true }].map((c) => ({ title: c.key, cell: () => null, ...c }))
const keys = (chosen: string[] | undefined) => arranged(columns, chosen).map((c) => c.key)

test('columns are shown as chosen; the first stays in front, unknown ones are passed over', () => {
  assert.deepEqual(keys(undefined), ['name', 'company', 'email'])
  assert.deepEqual(keys(['phone', 'name:300', 'gone']), ['name', 'phone'])
})

test('they are made wider, moved and hidden; what was chosen before stays', () => {
  assert.deepEqual(resized(columns, undefined, 'email', 221.4), ['name', 'company', 'email:221'])
  assert.deepEqual(resized(columns, ['name', 'email:221'], 'name', 20), ['name:60', 'email:221'])
  assert.deepEqual(moved(columns, ['name', 'company', 'email:221'], 'email', 'company'), ['name', 'email:221', 'company'])
  assert.deepEqual(moved(columns, undefined, 'company', undefined), ['name', 'email', 'company'])
  assert.deepEqual(moved(columns, undefined, 'email', 'name'), ['name', 'email', 'company'], 'nothing goes before the first')
  assert.deepEqual(shownOrNot(columns, ['name', 'email:221'], 'phone', true), ['name', 'email:221', 'phone'])
  assert.deepEqual(shownOrNot(columns, undefined, 'company', false), ['name', 'email'])
})

test('a click sorts by one, Shift adds, turns and takes away', () => {
  assert.equal(nextSort('-createdAt', 'status', false), '-status')
  assert.equal(nextSort('-status', 'status', false), 'status')
  assert.equal(nextSort('-status', 'email', true), '-status,-email')
  assert.equal(nextSort('-status,-email', 'email', true), '-status,email')
  assert.equal(nextSort('-status,email', 'email', true), '-status')
  assert.equal(nextSort('a,b,c', 'd', true), 'a,b,-d')
})

test('a look goes into the address and comes back the same', () => {
  const look = { filter: { all: [{ field: 'country', op: 'is', value: 'de' }] }, search: 'ann', sort: '-status,email', columns: ['name:220', 'email'], density: 'comfortable' as const, group: 'status', layout: 'board' as const }
  assert.ok(sameLook(lookOf(addressOf(look), 'leads'), look))
  assert.ok(sameLook(lookOf({ open: 'x', view: 'y', density: 'nonsense' }, 'leads'), {}))
  // What a list opens with is not written down: deals open as a board.
  assert.deepEqual([lookOf({ layout: 'board' }, 'deals'), lookOf({ layout: 'table' }, 'deals'), lookOf({ layout: 'table' }, 'leads')], [{}, { layout: 'table' }, {}])
  assert.ok(!sameLook({ columns: ['a', 'b'] }, { columns: ['b', 'a'] }))
})
