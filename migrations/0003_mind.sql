-- What we sell, what we learned, what we write, and what a model cost.

create table offers (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  name         text not null,
  one_liner    text not null default '',      -- "We help X do Y": the user's own words, used whole
  pains        jsonb not null default '[]',   -- [{ id, text }]
  proofs       jsonb not null default '[]',   -- [{ id, text, url? }]
  links        jsonb not null default '[]',   -- the only links a mail may carry: [{ label, url }]
  ask          text not null default '',
  sender_name  text not null default '',
  sender_role  text not null default '',
  postal_address text not null default '',
  website      text,
  is_default   boolean not null default false,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (workspace_id, id)
);
call protect('offers');

create table briefs (
  workspace_id  uuid not null references workspaces on delete cascade,
  id            uuid not null default new_id(),
  subject       text not null check (subject in ('company', 'lead')),
  subject_id    uuid not null,
  status        text not null check (status in ('waiting', 'running', 'ready', 'nothing_found', 'failed')),
  method        text,                          -- 'website', 'search', 'notes'
  summary       text,
  problem       text,                          -- in a sentence, when failed or nothing found
  requested_at  timestamptz not null default now(),
  researched_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, subject, subject_id)
);
call protect('briefs');

create table facts (
  workspace_id uuid not null,
  id           uuid not null default new_id(),
  brief_id     uuid not null,
  kind         text not null,
  claim        text not null,
  quote        text not null,
  url          text not null,                  -- 'note:' for what a user pasted
  dated        date,                           -- when the fact happened, if the source says so
  fetched_at   timestamptz not null default now(),
  confidence   real not null,
  excluded_at  timestamptz,                    -- "wrong fact"
  primary key (workspace_id, id),
  foreign key (workspace_id, brief_id) references briefs (workspace_id, id) on delete cascade
);
create index facts_of_brief on facts (workspace_id, brief_id);
call protect('facts');

create table drafts (
  workspace_id  uuid not null references workspaces on delete cascade,
  id            uuid not null default new_id(),
  lead_id       uuid not null,
  campaign_id   uuid,
  enrollment_id uuid,
  step_id       uuid,
  step_no       int not null default 1,
  status        text not null check (status in ('writing', 'ready', 'needs_review', 'approved', 'skipped', 'failed', 'superseded')),
  problem       text,
  tone          text not null,                 -- the tone chosen to be sent
  variants      jsonb not null default '[]',   -- [{ tone, subject, body, sentences, checks }]
  subject       text not null default '',      -- what will be sent (after edits)
  body          text not null default '',
  checks        jsonb not null default '[]',
  edited        boolean not null default false,
  writer        text not null default 'built-in',
  prompt_version text,
  researched    boolean not null default false,
  approved_by   text,
  approved_at   timestamptz,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete cascade
);
create unique index drafts_of_step on drafts (workspace_id, enrollment_id, step_id) where status <> 'superseded' and enrollment_id is not null;
create index drafts_by_status on drafts (workspace_id, status, created_at);
create index drafts_of_campaign on drafts (workspace_id, campaign_id, status);
create index drafts_of_lead on drafts (workspace_id, lead_id);
call protect('drafts');

create table ai_settings (
  workspace_id uuid primary key references workspaces on delete cascade,
  provider     text not null check (provider in ('none', 'google', 'openai', 'anthropic', 'openai-compatible')),
  model        text,
  base_url     text,
  secret       text,                           -- encrypted API key
  secret_hint  text,
  daily_budget numeric(12, 4) not null default 5,  -- US dollars a day
  requests_per_minute int not null default 30,
  updated_at   timestamptz not null default now()
);
call protect('ai_settings');

create table ai_calls (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  purpose      text not null,
  provider     text not null,
  model        text not null,
  prompt_hash  text not null,
  tokens_in    int not null default 0,
  tokens_out   int not null default 0,
  cost         numeric(12, 6) not null default 0,
  reserved     numeric(12, 6) not null default 0,
  outcome      text not null default 'running',
  at           timestamptz not null default now(),
  ms           int,
  primary key (workspace_id, id)
);
create index ai_calls_by_day on ai_calls (workspace_id, at);
call protect('ai_calls');
