-- A workspace's own statuses of leads, and what moves a lead from one to another. Nothing here: the usual ones (server/leads/status.ts),
-- written down when somebody first changes them.
alter table leads drop constraint leads_status_check;

create table lead_statuses (
  workspace_id uuid not null references workspaces on delete cascade,
  key          text not null,                 -- what stands in leads.status; never changes
  name         text not null,
  tone         text not null check (tone in ('neutral', 'info', 'good', 'accent', 'warning', 'bad')),
  kind         text not null check (kind in ('open', 'won', 'lost')),
  position     int not null,
  primary key (workspace_id, key)
);
create unique index lead_statuses_by_name on lead_statuses (workspace_id, lower(name));
call protect('lead_statuses');

create table status_rules (
  workspace_id uuid not null references workspaces on delete cascade,
  trigger      text not null,
  to_status    text not null,
  from_status  text[] not null,               -- empty: from any
  active       boolean not null,
  primary key (workspace_id, trigger)
);
call protect('status_rules');

-- Companies become records as leads are: fields of one's own, tags, an owner, a trash.
alter table companies
  add column custom jsonb not null default '{}',
  add column tags text[] not null default '{}',
  add column phone text,
  add column deleted_at timestamptz;
alter table companies add column if not exists owner_id uuid;
drop index companies_by_domain;
drop index companies_by_name;
create unique index companies_by_domain on companies (workspace_id, domain) where domain is not null and deleted_at is null;
create unique index companies_by_name on companies (workspace_id, lower(name)) where domain is null and deleted_at is null;
create index companies_trash on companies (workspace_id, deleted_at desc, id desc) where deleted_at is not null;
