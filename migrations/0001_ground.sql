-- The ground: tenancy, identities, events, and what keeps a repeated request from doing a thing twice.
-- Run by the owner role. The application role (overture_app) owns nothing and lives under row-level
-- security; overture_sweep owns the few functions that look across workspaces and return ids only.

create extension if not exists pg_trgm;

-- Time-ordered ids (UUID version 7): PostgreSQL 18 has its own; before that, 48 bits of milliseconds and chance.
do $$
begin
  if current_setting('server_version_num')::int >= 180000 then
    create function new_id() returns uuid language sql volatile as 'select uuidv7()';
  else
    create function new_id() returns uuid language sql volatile as $f$
      select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
               placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
               from 1 for 6), 52, 1), 53, 1), 'hex')::uuid $f$;
  end if;
end $$;

create function current_workspace() returns uuid language sql stable
as $$ select nullif(current_setting('app.workspace_id', true), '')::uuid $$;

-- Puts a table behind the wall: row-level security on, forced, and one policy for reading and writing.
create procedure protect(name text) language plpgsql as $$
begin
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format('create policy workspace_wall on %I using (workspace_id = current_workspace()) with check (workspace_id = current_workspace())', name);
  execute format('grant select, insert, update, delete on %I to overture_app', name);
end $$;

-- Lets a sweep function (owned by overture_sweep) read a table across workspaces.
create procedure let_sweep(name text) language plpgsql as $$
begin
  execute format('create policy sweep on %I for select to overture_sweep using (true)', name);
  execute format('grant select on %I to overture_sweep', name);
end $$;

grant usage on schema public to overture_app, overture_sweep;

-- ── Instance-wide tables: no workspace, and nothing of a workspace in them ──

create table instance (
  key   text primary key,
  value jsonb not null
);

create table users (
  id            uuid primary key default new_id(),
  email         text not null,
  name          text not null,
  password_hash text,
  created_at    timestamptz not null default now(),
  disabled_at   timestamptz
);
create unique index users_by_email on users (lower(email));

create table sessions (
  id_hash      bytea primary key,
  user_id      uuid not null references users on delete cascade,
  workspace_id uuid not null,
  created_at   timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at   timestamptz not null,
  ip           text,
  user_agent   text
);
create index sessions_by_user on sessions (user_id);

create table rate_limits (
  key    text primary key,
  tokens double precision not null,
  at     timestamptz not null default clock_timestamp()
);

grant select, insert, update, delete on instance, users, sessions, rate_limits to overture_app;

-- ── Workspaces and their people ──

create table workspaces (
  id          uuid primary key default new_id(),
  name        text not null,
  time_zone   text not null default 'UTC',
  settings    jsonb not null default '{}',
  wrapped_key text,
  created_at  timestamptz not null default now()
);
alter table workspaces enable row level security;
alter table workspaces force row level security;
create policy workspace_wall on workspaces using (id = current_workspace()) with check (id = current_workspace());
grant select, insert, update on workspaces to overture_app;
call let_sweep('workspaces');

create table members (
  workspace_id uuid not null references workspaces on delete cascade,
  user_id      uuid not null references users,
  role         text not null check (role in ('owner', 'admin', 'manager', 'rep', 'viewer')),
  created_at   timestamptz not null default now(),
  disabled_at  timestamptz,
  primary key (workspace_id, user_id)
);
call protect('members');
call let_sweep('members');

create table invites (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  token_hash   bytea not null,
  email        text not null,
  role         text not null check (role in ('admin', 'manager', 'rep', 'viewer')),
  created_by   uuid not null,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz not null,
  used_at      timestamptz,
  revoked_at   timestamptz,
  primary key (workspace_id, id)
);
create unique index invites_by_token on invites (token_hash);
call protect('invites');
call let_sweep('invites');

-- Which workspaces is this user in? Which invite does this token open? Asked before a workspace is known.
create function workspaces_of(user_id uuid) returns table (workspace_id uuid, name text, role text)
language sql stable security definer set search_path = public as $$
  select m.workspace_id, w.name, m.role from members m join workspaces w on w.id = m.workspace_id
   where m.user_id = workspaces_of.user_id and m.disabled_at is null order by m.created_at
$$;
create function invite_of(token_hash bytea) returns table (workspace_id uuid, id uuid)
language sql stable security definer set search_path = public as $$
  select i.workspace_id, i.id from invites i where i.token_hash = invite_of.token_hash
$$;

-- ── A repeated request: one effect, one stored answer (kept 24 hours) ──

create table idempotency (
  workspace_id uuid not null,
  user_id      uuid not null,
  route        text not null,
  key          text not null,
  request_hash bytea not null,
  status       int,
  body         json,                          -- json, not jsonb: the answer is given back letter for letter
  created_at   timestamptz not null default now(),
  primary key (workspace_id, user_id, route, key)
);
create index idempotency_by_age on idempotency (workspace_id, created_at);
call protect('idempotency');

-- ── Events: outbox, timeline, audit trail and the raw material of every number ──

create table events (
  workspace_id  uuid not null,
  id            bigint generated always as identity,
  xid           xid8 not null default pg_current_xact_id(),
  type          text not null,
  at            timestamptz not null default now(),
  actor         text not null,
  lead_id       uuid,
  company_id    uuid,
  campaign_id   uuid,
  enrollment_id uuid,
  step_id       uuid,
  message_id    uuid,
  mailbox_id    uuid,
  payload       jsonb not null,
  primary key (workspace_id, id)
);
create index events_to_read on events (type, xid, id);
create index events_of_lead on events (workspace_id, lead_id, at desc) where lead_id is not null;
create index events_of_company on events (workspace_id, company_id, at desc) where company_id is not null;
create index events_of_campaign on events (workspace_id, campaign_id, type, at) where campaign_id is not null;
create index events_by_type on events (workspace_id, type, at);
call protect('events');
call let_sweep('events');

-- A reader's place. Readers go in the order of transaction id and only below the oldest one still running,
-- so that a transaction which commits late is never passed over.
create table event_readers (
  name        text primary key,
  last_xid    xid8 not null,
  last_id     bigint not null,
  leased_by   text,
  lease_until timestamptz
);
grant select, insert, update, delete on event_readers to overture_app;

create table event_failures (
  workspace_id uuid not null,
  reader       text not null,
  event_id     bigint not null,
  error        text not null,
  attempts     int not null default 1,
  at           timestamptz not null default now(),
  resolved_at  timestamptz,
  primary key (workspace_id, reader, event_id)
);
call protect('event_failures');
call let_sweep('event_failures');

create function events_after(types text[], after_xid xid8, after_id bigint, most int)
returns table (workspace_id uuid, id bigint, xid xid8, type text, at timestamptz, actor text, payload jsonb)
language sql stable security definer set search_path = public as $$
  select e.workspace_id, e.id, e.xid, e.type, e.at, e.actor, e.payload
    from events e
   where e.type = any(types) and (e.xid, e.id) > (after_xid, after_id)
     and e.xid < pg_snapshot_xmin(pg_current_snapshot())
   order by e.xid, e.id limit most
$$;

create function all_workspaces() returns setof uuid
language sql stable security definer set search_path = public as $$ select id from workspaces order by id $$;

alter function workspaces_of(uuid) owner to overture_sweep;
alter function invite_of(bytea) owner to overture_sweep;
alter function events_after(text[], xid8, bigint, int) owner to overture_sweep;
alter function all_workspaces() owner to overture_sweep;
revoke all on function workspaces_of(uuid), invite_of(bytea), events_after(text[], xid8, bigint, int), all_workspaces() from public;
grant execute on function workspaces_of(uuid), invite_of(bytea), events_after(text[], xid8, bigint, int), all_workspaces() to overture_app;

-- Events set aside whose pause is over: 2, 4, 8 … seconds after each failed try.
create function failed_events(reader_prefix text, most_attempts int, most int)
returns table (workspace_id uuid, id bigint, xid xid8, type text, at timestamptz, actor text, payload jsonb, reader text)
language sql stable security definer set search_path = public as $$
  select e.workspace_id, e.id, e.xid, e.type, e.at, e.actor, e.payload, f.reader
    from event_failures f join events e on e.workspace_id = f.workspace_id and e.id = f.event_id
   where starts_with(f.reader, reader_prefix) and f.resolved_at is null and f.attempts < most_attempts
     and f.at < clock_timestamp() - make_interval(secs => power(2, f.attempts))
   order by f.at limit most
$$;
alter function failed_events(text, int, int) owner to overture_sweep;
revoke all on function failed_events(text, int, int) from public;
grant execute on function failed_events(text, int, int) to overture_app;
