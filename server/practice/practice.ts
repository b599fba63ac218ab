// Practice: a mail world with simulated prospects, for trying things out, for demonstrations and for tests. Its mailboxes send
// over real SMTP to a server inside the process and get real mails back; nothing of it can reach the outside. Sample data
// fills a workspace with a month of life and leaves no trace when it is removed.
export { siteOf, type LocalPage } from './site.ts'
export { deliverNow, letTimePass } from './arriving.ts'
export { makeSample, removeSample, showSample } from './sample.ts'
