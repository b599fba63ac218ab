-- Meetings, where they are booked, and calendar feeds.

create table meetings (
  workspace_id  uuid not null references workspaces on delete cascade,
  id            uuid not null default new_id(),
  title         text not null,
  start_at      timestamptz not null,
  end_at        timestamptz not null check (end_at > start_at),
  time_zone     text not null,                 -- IANA name: whose clock it was agreed in
  place         text not null default '',      -- an address, a room, or a link
  notes         text not null default '',
  status        text not null default 'booked' check (status in ('booked', 'cancelled', 'held', 'no_show')),
  reason        text,                          -- of a cancellation
  lead_id       uuid,
  company_id    uuid,
  deal_id       uuid,
  owner_id      uuid,
  booked_name   text,                          -- who booked, as they said; kept where no lead was found
  booked_email  text,
  source        text not null default 'person',
  external_id   text,                          -- of the booking, at its source
  sequence      int not null default 0,        -- raised with every change, for calendars
  created_by    uuid,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete cascade
);
create index meetings_by_time on meetings (workspace_id, start_at, id);
create index meetings_of_lead on meetings (workspace_id, lead_id, start_at desc) where lead_id is not null;
create index meetings_of_company on meetings (workspace_id, company_id, start_at desc) where company_id is not null;
create index meetings_of_deal on meetings (workspace_id, deal_id, start_at desc) where deal_id is not null;
create unique index meetings_of_source on meetings (workspace_id, source, external_id) where external_id is not null;
call protect('meetings');
call record_rights_of('meetings', 'lead_id', 'leads', 'leads');

-- Where a person's meetings are booked. With a token of Calendly it tells us of every booking; without, it is a link.
create table booking_links (
  workspace_id  uuid not null references workspaces on delete cascade,
  user_id       uuid not null references users on delete cascade,
  url           text not null,
  hook_hash     bytea,                         -- SHA-256 of the secret part of the address that Calendly calls
  signing_key   text,                          -- sealed
  access_token  text,                          -- sealed
  account       text,                          -- Calendly's name for the person (a URI)
  subscription  text,                          -- and for the subscription
  connected_at  timestamptz,
  heard_at      timestamptz,
  primary key (workspace_id, user_id)
);
create unique index booking_links_by_hook on booking_links (hook_hash) where hook_hash is not null;
call protect('booking_links');
call let_sweep('booking_links');

create function booking_link_of(hook bytea) returns table (workspace_id uuid, user_id uuid)
language sql stable security definer set search_path = public as $$ select b.workspace_id, b.user_id from booking_links b where b.hook_hash = hook $$;
alter function booking_link_of(bytea) owner to overture_sweep;
revoke all on function booking_link_of(bytea) from public;
grant execute on function booking_link_of(bytea) to overture_app;

-- What was heard within the time in which a signature is good: the same words twice are a replay.
create table heard_hooks (
  workspace_id uuid not null references workspaces on delete cascade,
  digest       bytea not null,
  at           timestamptz not null,
  primary key (workspace_id, digest)
);
call protect('heard_hooks');

create table calendar_feeds (
  workspace_id uuid not null references workspaces on delete cascade,
  user_id      uuid not null references users on delete cascade,
  token_hash   bytea not null,
  token        text not null,                  -- sealed: it is shown again to its owner
  created_at   timestamptz not null,
  primary key (workspace_id, user_id)
);
create unique index calendar_feeds_by_token on calendar_feeds (token_hash);
call protect('calendar_feeds');
call let_sweep('calendar_feeds');

create function calendar_feed_of(secret bytea) returns table (workspace_id uuid, user_id uuid)
language sql stable security definer set search_path = public as $$ select f.workspace_id, f.user_id from calendar_feeds f where f.token_hash = secret $$;
alter function calendar_feed_of(bytea) owner to overture_sweep;
revoke all on function calendar_feed_of(bytea) from public;
grant execute on function calendar_feed_of(bytea) to overture_app;
