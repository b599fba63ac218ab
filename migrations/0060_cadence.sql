-- Campaigns: whom a stop reaches, who may come in, how many a day, and on which days.

-- What a campaign is told beyond its steps (contract/campaign-rules.ts says what may stand here, and what holds where nothing does).
alter table campaigns add column rules jsonb not null default '{}';

-- Of the whole workspace: dates on which no campaign writes.
create table workspace_hours (
  workspace_id uuid not null references workspaces on delete cascade,
  quiet        jsonb not null default '[]',
  primary key (workspace_id)
);
call protect('workspace_hours');

-- Who may be taken into a campaign: written once, used by many. At most one is the usual one.
create table safety_rules (
  workspace_id   uuid not null references workspaces on delete cascade,
  id             uuid not null default new_id(),
  name           text not null,
  is_default     boolean not null default false,
  again          text not null default 'if_not_active' check (again in ('once', 'if_not_active', 'any_time')),
  exclusive      boolean not null default true,   -- nobody else takes its leads while they are under way
  min_days       int not null default 0,          -- since the last mail by anybody
  after_reply    boolean not null default false,  -- may who has answered come in?
  statuses       text[] not null default '{}',    -- lead statuses left out
  list_ids       uuid[] not null default '{}',
  tags           text[] not null default '{}',
  company_ids    uuid[] not null default '{}',
  created_at     timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index safety_rules_usual on safety_rules (workspace_id) where is_default;
create unique index safety_rules_named on safety_rules (workspace_id, lower(name));
call protect('safety_rules');

-- Other addresses of a lead: a mail from one of them is a mail from the lead.
create table lead_addresses (
  workspace_id uuid not null references workspaces on delete cascade,
  address      text not null,                     -- lower case, A-labels
  lead_id      uuid not null,
  created_at   timestamptz not null default now(),
  primary key (workspace_id, address),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete cascade
);
create index lead_addresses_of_lead on lead_addresses (workspace_id, lead_id);
call protect('lead_addresses');

alter table enrollments add column country text;              -- ISO code, for the public holidays there
alter table enrollments add column owner_id uuid;             -- who looks after the lead: for what one person may have under way
alter table enrollments add column priority int not null default 0;
update enrollments e set owner_id = l.owner_id from leads l where l.workspace_id = e.workspace_id and l.id = e.lead_id and l.owner_id is not null and e.ended_at is null;
-- The line of first mails, in the order in which places are given out.
create index enrollments_first_in_line on enrollments (workspace_id, campaign_id, priority desc, created_at, id) where state = 'ready' and last_sent_at is null;

-- What a person does to many leads at once: runs in the background, says of each what came of it, and can be taken back.
create table bulk_runs (
  workspace_id uuid not null,
  id           uuid not null default new_id(),
  campaign_id  uuid not null,
  act          text not null,
  options      jsonb not null default '{}',
  enrollment_ids uuid[] not null,
  position     int not null default 0,
  undoes       uuid,                              -- the run this one takes back
  undone_by    uuid,
  created_by   text not null,
  created_at   timestamptz not null default now(),
  ended_at     timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id) on delete cascade
);
create index bulk_runs_newest on bulk_runs (workspace_id, campaign_id, created_at desc);
call protect('bulk_runs');
create table bulk_results (
  workspace_id  uuid not null,
  run_id        uuid not null,
  enrollment_id uuid not null,
  lead_id       uuid not null,
  done          boolean not null,
  sentence      text not null,
  before        jsonb,                            -- as it was, where it can be taken back
  primary key (workspace_id, run_id, enrollment_id),
  foreign key (workspace_id, run_id) references bulk_runs (workspace_id, id) on delete cascade
);
call protect('bulk_results');

-- A mail to everybody who got a step with something wrong in it: one a lead.
create table corrections (
  workspace_id uuid not null,
  id           uuid not null default new_id(),
  campaign_id  uuid not null,
  step_id      uuid not null,
  subject      text not null,
  body         text not null,
  created_by   text not null,
  created_at   timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id) on delete cascade
);
call protect('corrections');
create table correction_mails (
  workspace_id  uuid not null,
  correction_id uuid not null,
  lead_id       uuid not null,
  message_id    uuid,                             -- none: it could not be written to, see reason
  reason        text,
  primary key (workspace_id, correction_id, lead_id),
  foreign key (workspace_id, correction_id) references corrections (workspace_id, id) on delete cascade
);
call protect('correction_mails');

-- Somebody is away: until when, and who writes meanwhile.
create table absences (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  mailbox_id   uuid not null,
  from_day     date not null,
  to_day       date not null,
  way          text not null check (way in ('pause', 'delegate', 'reassign')),
  to_mailbox_id uuid,
  created_by   text not null,
  created_at   timestamptz not null default now(),
  ended_at     timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, mailbox_id) references mailboxes (workspace_id, id) on delete cascade
);
create index absences_of_mailbox on absences (workspace_id, mailbox_id) where ended_at is null;
call protect('absences');
