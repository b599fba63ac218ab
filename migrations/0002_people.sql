-- Companies, leads, suppression, lists, saved filters, imports.

create table companies (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  name         text not null,
  domain       text,                          -- registrable domain, lower case
  website      text,
  industry     text,
  size         text,
  city         text,
  country      text,
  description  text,
  source       text,
  import_id    uuid,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index companies_by_domain on companies (workspace_id, domain) where domain is not null;
create unique index companies_by_name on companies (workspace_id, lower(name)) where domain is null;
create index companies_newest on companies (workspace_id, created_at desc, id desc);
call protect('companies');

create table leads (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  email        text not null,                 -- lower case
  first_name   text,
  last_name    text,
  title        text,
  phone        text,
  linkedin_url text,
  company_id   uuid,
  company_name text,                          -- as spoken; kept beside the company so that a page of leads is one scan
  city         text,
  country      text,
  time_zone    text,
  language     text,
  status       text not null default 'new' check (status in ('new', 'contacted', 'replied', 'qualified', 'converted', 'lost')),
  tags         text[] not null default '{}',
  custom       jsonb not null default '{}',
  notes        text,
  source       text,
  owner_id     uuid,
  import_id    uuid,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  last_activity_at timestamptz,
  replied_at   timestamptz,
  bounced_at   timestamptz,
  opted_out_at timestamptz,
  deleted_at   timestamptz,
  searchable   text generated always as (
    lower(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || email || ' ' || coalesce(company_name, '') || ' ' || coalesce(title, ''))) stored,
  primary key (workspace_id, id),
  foreign key (workspace_id, company_id) references companies (workspace_id, id)
);
create unique index leads_by_email on leads (workspace_id, email) where deleted_at is null;
create index leads_newest on leads (workspace_id, created_at desc, id desc) where deleted_at is null;
create index leads_by_status on leads (workspace_id, status, created_at desc, id desc) where deleted_at is null;
create index leads_by_company on leads (workspace_id, company_id);
create index leads_by_import on leads (workspace_id, import_id) where import_id is not null;
create index leads_search on leads using gin (searchable gin_trgm_ops);
call protect('leads');

create table suppressions (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  kind         text not null check (kind in ('address', 'domain')),
  value        text not null,                 -- lower case
  reason       text not null check (reason in ('opted_out', 'bounced', 'complained', 'manual', 'customer', 'competitor')),
  source       text,
  note         text,
  created_by   text,
  created_at   timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, kind, value)
);
call protect('suppressions');

create table lists (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  name         text not null,
  created_by   uuid,
  created_at   timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, name)
);
call protect('lists');

create table list_members (
  workspace_id uuid not null,
  list_id      uuid not null,
  lead_id      uuid not null,
  added_at     timestamptz not null default now(),
  primary key (workspace_id, list_id, lead_id),
  foreign key (workspace_id, list_id) references lists (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete cascade
);
call protect('list_members');

create table saved_filters (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  name         text not null,
  filter       jsonb not null,
  shared       boolean not null default false,
  created_by   uuid not null,
  created_at   timestamptz not null default now(),
  primary key (workspace_id, id)
);
call protect('saved_filters');

create table imports (
  workspace_id  uuid not null references workspaces on delete cascade,
  id            uuid not null default new_id(),
  file_name     text not null,
  storage_key   text not null,
  bytes         bigint not null default 0,
  status        text not null check (status in ('uploaded', 'ready', 'running', 'finished', 'cancelled', 'failed', 'undoing', 'undone')),
  error         text,
  format        jsonb not null default '{}',  -- encoding, delimiter, quote, header, as detected or corrected
  columns       jsonb not null default '[]',  -- the file's header with sample values
  mapping       jsonb not null default '{}',  -- column index → field
  policy        text not null default 'fill_empty' check (policy in ('skip', 'fill_empty', 'overwrite')),
  list_id       uuid,
  totals        jsonb not null default '{}',  -- rows, created, updated, skipped, failed
  position      bigint not null default 0,    -- rows committed so far: where a killed import goes on
  created_by    uuid,
  created_at    timestamptz not null default now(),
  started_at    timestamptz,
  finished_at   timestamptz,
  cancel_asked  boolean not null default false,
  primary key (workspace_id, id)
);
call protect('imports');

-- Rows that did not simply become a new lead: why, and what they changed (for the error file and for undo).
create table import_rows (
  workspace_id uuid not null,
  import_id    uuid not null,
  row_no       bigint not null,
  outcome      text not null check (outcome in ('updated', 'skipped', 'failed')),
  reason       text,
  lead_id      uuid,
  before       jsonb,
  raw          jsonb,
  primary key (workspace_id, import_id, row_no),
  foreign key (workspace_id, import_id) references imports (workspace_id, id) on delete cascade
);
create index import_rows_by_outcome on import_rows (workspace_id, import_id, outcome, row_no);
call protect('import_rows');
