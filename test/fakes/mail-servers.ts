// Real Postfix and Dovecot on loopback, in a folder of their own and gone with it: submission with STARTTLS and login, IMAP, and
// real delivery reports. Any address at sender.test and prospect.test is a mailbox with the password "test"; missing…@ does not
// exist (550 at RCPT); remote.test is relayed to `sink`, a server of the test, whose refusals come back as reports.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { certificate, key } from './certificate.ts'

export interface MailServers {
  folder: string
  smtp: number
  imap: number
  imaps: number
  sink: number
  stop(): Promise<void>
}

/** Why they cannot be started here; false when they can. */
export function missingMailServers(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'real mail servers need root on Linux'
  return ['/usr/sbin/dovecot', '/usr/lib/postfix/sbin/master', '/usr/lib/dovecot/lmtp'].every(existsSync) ? false : 'Postfix and Dovecot (with LMTP) are not installed'
}

const nobody = 65534

/** `sentCopyFor`: the server puts a copy of what this address sends into its Sent folder by itself, as large providers do. */
export async function startMailServers(options: { sentCopyFor?: string } = {}): Promise<MailServers> {
  const folder = mkdtempSync('/tmp/overture-mail-')
  const [smtp, imap, imaps, sink] = await freePorts(4) as [number, number, number, number]
  for (const path of ['dovecot', 'mail', 'tls', 'postfix/conf', 'postfix/data', 'postfix/spool']) mkdirSync(join(folder, path), { recursive: true })
  for (const path of ['', 'postfix', 'mail', 'dovecot']) chmodSync(join(folder, path), 0o755)
  chownSync(join(folder, 'mail'), nobody, nobody)
  writeFileSync(join(folder, 'tls/cert.pem'), certificate)
  writeFileSync(join(folder, 'tls/key.pem'), key, { mode: 0o600 })
  writeFileSync(join(folder, 'dovecot/dovecot.conf'), dovecotConf(folder, imap, imaps))
  const conf = join(folder, 'postfix/conf')
  writeFileSync(join(conf, 'main.cf'), postfixMain(folder))
  writeFileSync(join(conf, 'master.cf'), postfixMaster(smtp))
  writeFileSync(join(conf, 'domains'), '/^(sender|prospect)\\.test$/ OK\n')
  const [local = '', domain = ''] = (options.sentCopyFor ?? '@').split('@')
  writeFileSync(join(conf, 'senderbcc'), local ? `/^${local}@${domain.replaceAll('.', '\\.')}$/ ${local}+Sent@${domain}\n` : '')
  writeFileSync(join(conf, 'vmailbox'), 'if !/^(missing|nobody)/\n/^[^@]+@(sender|prospect)\\.test$/ OK\nendif\n')
  writeFileSync(join(conf, 'transport'), `/@full\\.test$/ error:5.2.2 mailbox full\n/@remote\\.test$/ smtp:[127.0.0.1]:${sink}\n`)
  execFileSync('sh', ['-c', `cd "${folder}/postfix/spool" && mkdir -p active bounce corrupt defer deferred flush hold incoming maildrop pid private public saved trace
    chown postfix active bounce corrupt defer deferred flush hold incoming private saved trace && chown root pid
    chmod 700 active bounce corrupt defer deferred flush hold incoming private saved trace
    chown postfix:postdrop maildrop public && chmod 730 maildrop && chmod 710 public && chown postfix ../data && chmod 700 ../data`])
  const run = (command: string, args: string[], env: Record<string, string> = {}): ChildProcess =>
    spawn(command, args, { stdio: 'ignore', detached: true, env: { ...process.env, ...env } })
  const started = [
    run('/usr/sbin/dovecot', ['-F', '-c', join(folder, 'dovecot/dovecot.conf')]),
    run('/usr/lib/postfix/sbin/master', ['-s', '-c', conf], { MAIL_CONFIG: conf }),
  ]
  await Promise.all([greets(imap, '* OK'), greets(smtp, '220')])
  return {
    folder, smtp, imap, imaps, sink,
    async stop() {
      for (const child of started) child.kill('SIGTERM')
      await Promise.all(started.map((child) => (child.exitCode !== null || child.signalCode !== null ? undefined : new Promise((resolve) => child.once('exit', resolve)))))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePorts(n: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: n }, () => new Promise<net.Server>((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => resolve(server))
  })))
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/** Ready is when the greeting comes, not when the port is open. */
async function greets(port: number, greeting: string): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const said = await new Promise<string>((resolve) => {
      const socket = net.connect(port, '127.0.0.1')
      socket.setTimeout(1000, () => socket.destroy()).once('data', (bytes) => { resolve(String(bytes)); socket.destroy() }).on('error', () => resolve('')).on('close', () => resolve(''))
    })
    if (said.startsWith(greeting)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`Nothing greets on port ${port}.`)
}

const dovecotConf = (d: string, imap: number, imaps: number): string => `base_dir = ${d}/dovecot/run
state_dir = ${d}/dovecot/state
instance_name = overture-${imap}
protocols = imap lmtp
listen = 127.0.0.1
log_path = ${d}/dovecot/log
ssl = yes
ssl_cert = <${d}/tls/cert.pem
ssl_key = <${d}/tls/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {
  driver = static
  args = password=test
}
userdb {
  driver = static
  args = uid=${nobody} gid=${nobody} home=${d}/mail/%d/%n allow_all_users=yes
}
first_valid_uid = 1
mail_max_userip_connections = 200
mail_location = maildir:~/Maildir
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
  mailbox Junk {
    auto = subscribe
    special_use = \\Junk
  }
}
service imap-login {
  inet_listener imap {
    port = ${imap}
  }
  inet_listener imaps {
    port = ${imaps}
    ssl = yes
  }
  chroot =
  service_count = 0
  process_min_avail = 1
}
service auth {
  unix_listener ${d}/dovecot/sasl {
    mode = 0666
  }
}
service lmtp {
  unix_listener ${d}/dovecot/lmtp {
    mode = 0666
  }
}
protocol lmtp {
  postmaster_address = postmaster@sender.test
  lmtp_save_to_detail_mailbox = yes
  auth_username_format = %Lu
}
service stats {
  chroot =
}
`

const postfixMain = (d: string): string => `compatibility_level = 3.6
queue_directory = ${d}/postfix/spool
data_directory = ${d}/postfix/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.sender.test
mydomain = sender.test
myorigin = sender.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_sasl_authenticated, permit_mynetworks, reject_unauth_destination
smtpd_recipient_restrictions = permit_sasl_authenticated, reject_unlisted_recipient, permit_mynetworks, reject
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${d}/dovecot/sasl
smtpd_sasl_security_options = noanonymous
smtpd_tls_security_level = may
smtpd_tls_cert_file = ${d}/tls/cert.pem
smtpd_tls_key_file = ${d}/tls/key.pem
smtp_tls_security_level = none
smtp_host_lookup = native
disable_dns_lookups = yes
smtpd_peername_lookup = no
message_size_limit = 40000000
mailbox_size_limit = 0
virtual_mailbox_limit = 0
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = regexp:${d}/postfix/conf/domains
virtual_mailbox_maps = regexp:${d}/postfix/conf/vmailbox
virtual_transport = lmtp:unix:${d}/dovecot/lmtp
recipient_delimiter = +
sender_bcc_maps = regexp:${d}/postfix/conf/senderbcc
transport_maps = regexp:${d}/postfix/conf/transport
notify_classes =
queue_run_delay = 5s
minimal_backoff_time = 5s
maximal_backoff_time = 10s
maximal_queue_lifetime = 60s
bounce_queue_lifetime = 60s
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
maillog_file = ${d}/postfix/log
maillog_file_prefixes = ${d}
`

const postfixMaster = (smtp: number): string => `127.0.0.1:${smtp} inet n - n - 200 smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`
