-- Mailboxes, the ledger of mails, tracking, the inbox.

create table mailboxes (
  workspace_id  uuid not null references workspaces on delete cascade,
  id            uuid not null default new_id(),
  kind          text not null check (kind in ('smtp', 'practice')),
  address       text not null,
  from_name     text not null default '',
  owner_id      uuid,
  preset        text,
  smtp          jsonb not null default '{}',   -- host, port, security ('tls' | 'starttls' | 'none'), user
  imap          jsonb not null default '{}',   -- host, port, security, user
  secret        text,                          -- encrypted { smtpPassword, imapPassword }
  status        text not null default 'active' check (status in ('active', 'paused', 'needs_reconnect', 'error')),
  status_reason text,
  paused_until  timestamptz,
  signature     text not null default '',
  reply_to      text,
  daily_limit   int not null default 40,
  gap_min_s     int not null default 60,
  gap_max_s     int not null default 180,
  next_send_at  timestamptz not null default now(),
  keeps_sent    boolean,                       -- does the server keep a Sent copy by itself? null: not known yet
  practice      jsonb not null default '{}',
  created_at    timestamptz not null default now(),
  -- sync
  last_sync_at   timestamptz,
  sync_error     text,
  sync_failures  int not null default 0,
  next_sync_at   timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, address)
);
call protect('mailboxes');
call let_sweep('mailboxes');

create table mailbox_days (
  workspace_id uuid not null,
  mailbox_id   uuid not null,
  day          date not null,                  -- in the workspace's time zone
  sent         int not null default 0,
  primary key (workspace_id, mailbox_id, day),
  foreign key (workspace_id, mailbox_id) references mailboxes (workspace_id, id) on delete cascade
);
call protect('mailbox_days');

create table mailbox_folders (
  workspace_id uuid not null,
  mailbox_id   uuid not null,
  folder       text not null,
  uid_validity bigint not null,
  uid_next     bigint not null default 1,
  primary key (workspace_id, mailbox_id, folder),
  foreign key (workspace_id, mailbox_id) references mailboxes (workspace_id, id) on delete cascade
);
call protect('mailbox_folders');

-- One row per planned mail. See docs/sending.md for the states.
create table messages (
  workspace_id  uuid not null references workspaces on delete cascade,
  id            uuid not null default new_id(),
  lead_id       uuid,
  mailbox_id    uuid not null,
  campaign_id   uuid,
  enrollment_id uuid,
  step_id       uuid,
  step_no       int,
  generation    int not null default 1,
  draft_id      uuid,
  tone          text,
  thread_id     uuid,
  state         text not null check (state in ('planned', 'due', 'claimed', 'handed', 'accepted', 'unconfirmed', 'held', 'failed', 'cancelled')),
  reason        text,                          -- a sentence, for held, failed, cancelled, unconfirmed
  reason_code   text,
  due_at        timestamptz not null,
  window_end    timestamptz,                   -- past this it is planned anew, never sent late
  needs_look    boolean not null default false, -- a follow-up: the letterbox is looked into first
  looked_at     timestamptz,
  to_address    text not null,
  from_address  text not null,
  subject       text not null,
  body_text     text not null,
  message_id    text not null,                 -- the Message-ID header, without brackets
  wire_message_id text,                        -- what the server put in its place, if it said so
  in_reply_to   text,
  refs          text[] not null default '{}',
  mime          bytea not null,                -- the very bytes every attempt sends
  fence         int not null default 0,
  leased_by     text,
  lease_until   timestamptz,
  attempts      int not null default 0,
  looks         int not null default 0,        -- evidence looks of an unconfirmed mail
  last_look_at  timestamptz,
  next_attempt_at timestamptz,
  planned_at    timestamptz not null default now(),
  handed_at     timestamptz,
  accepted_at   timestamptz,
  smtp_reply    text,
  origin        text not null default 'campaign' check (origin in ('campaign', 'reply', 'test')),
  primary key (workspace_id, id),
  foreign key (workspace_id, mailbox_id) references mailboxes (workspace_id, id),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id)
) with (fillfactor = 70);
create unique index messages_once on messages (workspace_id, enrollment_id, step_id, generation) where enrollment_id is not null;
create unique index messages_by_header on messages (workspace_id, message_id);
create index messages_due on messages (workspace_id, mailbox_id, due_at) where state in ('planned', 'due');
create index messages_in_flight on messages (lease_until) where state in ('claimed', 'handed');
create index messages_in_doubt on messages (workspace_id, mailbox_id) where state = 'unconfirmed';
create index messages_of_lead on messages (workspace_id, lead_id);
create index messages_of_campaign on messages (workspace_id, campaign_id, state);
create index messages_accepted on messages (workspace_id, accepted_at) where accepted_at is not null;
call protect('messages');
call let_sweep('messages');

create table attempts (
  workspace_id uuid not null,
  message_id   uuid not null,
  no           int not null,
  worker       text not null,
  started_at   timestamptz not null default now(),
  ended_at     timestamptz,
  outcome      text,
  reply        text,
  primary key (workspace_id, message_id, no)
);
call protect('attempts');

create table tracked_links (
  workspace_id uuid not null,
  message_id   uuid not null,
  no           int not null,
  url          text not null,
  primary key (workspace_id, message_id, no)
);
call protect('tracked_links');

create table tracking_hits (
  workspace_id uuid not null,
  id           uuid not null default new_id(),
  message_id   uuid not null,
  kind         text not null check (kind in ('open', 'click', 'unsubscribe_page', 'unsubscribe')),
  link_no      int,
  at           timestamptz not null default now(),
  user_agent   text,
  machine      boolean not null default false,
  why          text,
  primary key (workspace_id, id)
);
create index tracking_hits_of_message on tracking_hits (workspace_id, message_id, at);
call protect('tracking_hits');

create table threads (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  mailbox_id   uuid not null,
  lead_id      uuid,
  campaign_id  uuid,
  subject      text not null default '',
  class        text not null default 'other',  -- interested, question, not_now, referral, not_interested, out_of_office, opt_out, bounce, auto_reply, other
  class_by     text not null default 'rules',
  status       text not null default 'open' check (status in ('open', 'done', 'snoozed')),
  unread       boolean not null default true,
  snoozed_until timestamptz,
  last_at      timestamptz not null,
  snippet      text not null default '',
  primary key (workspace_id, id)
);
create index threads_newest on threads (workspace_id, status, last_at desc, id desc);
create index threads_of_lead on threads (workspace_id, lead_id);
call protect('threads');

create table inbox_messages (
  workspace_id   uuid not null references workspaces on delete cascade,
  id             uuid not null default new_id(),
  mailbox_id     uuid not null,
  thread_id      uuid,
  folder         text not null,
  uid            bigint,
  message_id     text,                          -- header, without brackets
  identity       text not null,                 -- Message-ID + date + size + from, hashed: survives a UIDVALIDITY change
  in_reply_to    text,
  refs           text[] not null default '{}',
  from_address   text not null default '',
  from_name      text not null default '',
  to_addresses   text[] not null default '{}',
  subject        text not null default '',
  body_text      text not null default '',      -- the new text only: no quote, no signature
  full_text      text not null default '',
  body_html      text,
  kind           text not null check (kind in ('reply', 'bounce', 'auto_reply', 'out_of_office', 'opt_out', 'complaint', 'other')),
  kind_reason    text not null,
  class          text,
  return_date    date,
  received_at    timestamptz not null,
  synced_at      timestamptz not null default now(),
  lead_id        uuid,
  answers        uuid,                           -- our message it answers
  campaign_id    uuid,
  match_reason   text,                           -- how it was matched; null: in the unmatched tray
  size           int not null default 0,
  problem        text,                           -- "could not be read", and why
  primary key (workspace_id, id),
  unique (workspace_id, mailbox_id, identity)
);
create index inbox_messages_of_thread on inbox_messages (workspace_id, thread_id, received_at);
create index inbox_messages_of_lead on inbox_messages (workspace_id, lead_id);
create index inbox_unmatched on inbox_messages (workspace_id, received_at desc) where match_reason is null;
call protect('inbox_messages');
