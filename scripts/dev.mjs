// `npm run dev`: the server restarts when its code changes; Vite serves the web app with live reload on port 5173.
import { spawn } from 'node:child_process'
import { bin } from './steps.mjs'

const server = spawn(process.execPath, ['--watch-path=server', '--watch-path=contract', '--watch-preserve-output', 'server/main.ts'], { stdio: 'inherit', env: { LOG_LEVEL: 'debug', ...process.env } })
const web = spawn(bin('vite'), ['--port', '5173', '--strictPort'], { stdio: 'inherit' })
const end = () => { server.kill('SIGTERM'); web.kill('SIGTERM') }
process.on('SIGINT', end)
process.on('SIGTERM', end)
server.on('exit', () => web.kill('SIGTERM'))
