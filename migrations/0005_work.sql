-- Campaigns: the conductor. Practice: the mail world of simulated prospects.

create table campaigns (
  workspace_id  uuid not null references workspaces on delete cascade,
  id            uuid not null default new_id(),
  name          text not null,
  status        text not null default 'draft' check (status in ('draft', 'active', 'paused', 'archived')),
  offer_id      uuid,
  tone          text not null default 'friendly' check (tone in ('friendly', 'direct', 'curiosity')),
  approval      text not null default 'all' check (approval in ('all', 'automatic')),
  time_zone     text not null default 'UTC',    -- when the lead's is not known
  days          int[] not null default '{1,2,3,4,5}',   -- ISO weekdays
  window_start  time not null default '09:00',
  window_end    time not null default '17:00',
  track_opens   boolean not null default false,
  track_clicks  boolean not null default false,
  unsubscribe_header boolean not null default true,
  audience      jsonb not null default '{}',    -- the filter or list it was filled from
  created_by    uuid,
  created_at    timestamptz not null default now(),
  launched_at   timestamptz,
  hold_until    timestamptz,                    -- the pause before the first mail of a launch
  paused_at     timestamptz,
  pause_reason  text,
  archived_at   timestamptz,
  primary key (workspace_id, id)
);
call protect('campaigns');
call let_sweep('campaigns');

create table campaign_mailboxes (
  workspace_id uuid not null,
  campaign_id  uuid not null,
  mailbox_id   uuid not null,
  primary key (workspace_id, campaign_id, mailbox_id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id) on delete cascade,
  foreign key (workspace_id, mailbox_id) references mailboxes (workspace_id, id) on delete cascade
);
call protect('campaign_mailboxes');

create table steps (
  workspace_id uuid not null,
  id           uuid not null default new_id(),
  campaign_id  uuid not null,
  position     int not null,
  kind         text not null check (kind in ('email', 'wait')),
  wait_amount  int not null default 0,
  wait_unit    text not null default 'business_days' check (wait_unit in ('minutes', 'hours', 'days', 'business_days')),
  mode         text not null default 'written' check (mode in ('written', 'template')),
  intent       text not null default '',        -- for written steps: what this mail is for
  subject      text not null default '',        -- for templates, with {{merge tags}}
  body         text not null default '',
  same_thread  boolean not null default true,
  version      int not null default 1,
  removed_at   timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id) on delete cascade
);
create index steps_of_campaign on steps (workspace_id, campaign_id, position);
call protect('steps');

create table enrollments (
  workspace_id uuid not null,
  id           uuid not null default new_id(),
  campaign_id  uuid not null,
  lead_id      uuid not null,
  mailbox_id   uuid,                            -- sticky sender
  tone         text not null,
  state        text not null check (state in ('preparing', 'waiting_approval', 'ready', 'scheduled', 'waiting', 'finished', 'stopped', 'skipped', 'paused', 'held')),
  reason       text,                            -- a sentence
  reason_code  text,
  step_no      int not null default 1,          -- the e-mail step that comes next (1-based)
  next_at      timestamptz,
  resume_at    timestamptz,                     -- out of office: not before
  last_sent_at timestamptz,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  ended_at     timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, campaign_id, lead_id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete cascade
) with (fillfactor = 80);
create index enrollments_of_lead on enrollments (workspace_id, lead_id);
create index enrollments_by_state on enrollments (workspace_id, campaign_id, state);
create index enrollments_next on enrollments (next_at) where next_at is not null;
call protect('enrollments');
call let_sweep('enrollments');

create table practice_mails (
  workspace_id uuid not null references workspaces on delete cascade,
  id           bigint generated always as identity,   -- serves as the IMAP-like uid
  mailbox_id   uuid not null,
  folder       text not null check (folder in ('INBOX', 'Sent')),
  message_id   text,
  raw          bytea not null,
  arrives_at   timestamptz not null default now(),     -- an answer waits until its time has come
  created_at   timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index practice_mails_by_box on practice_mails (workspace_id, mailbox_id, folder, id);
create index practice_mails_arriving on practice_mails (arrives_at);
call protect('practice_mails');
call let_sweep('practice_mails');

-- What "Explore with sample data" made, so that removing it removes exactly that.
create table sample_rows (
  workspace_id uuid not null references workspaces on delete cascade,
  table_name   text not null,
  row_id       text not null,
  primary key (workspace_id, table_name, row_id)
);
call protect('sample_rows');
