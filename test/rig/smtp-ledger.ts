// The outside world of the rig, in a process of its own that nobody kills: an SMTP server that is slow in the right places
// and writes every mail it takes to a ledger file, fsynced before it answers.
// node test/rig/smtp-ledger.ts LEDGER SEED
import { fakeSmtp } from '#test/fakes/smtp'
import { chance } from './chance.ts'

const [, , ledgerFile, seed] = process.argv
const random = chance(Number(seed))
const server = await fakeSmtp({
  ledgerFile: ledgerFile!, keepRaw: false,
  // Kills shall fall before the gate, between gate and dot, and after the dot; now and then a server forgets to answer.
  behave: (address) => (address.startsWith('silent') ? 'take and close' : { wait354Ms: Math.round(random() * 120), answerMs: 1 + Math.round(random() * 250) }),
})
console.log(JSON.stringify({ port: server.port }))
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
