-- Notices: what somebody should know without looking, once, grouped while it is unread.

create table notices (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  user_id      uuid not null references users on delete cascade,
  kind         text not null,
  group_key    text not null,                -- what belongs together: a thread, a mailbox, a campaign
  title        text not null,
  body         text not null default '',
  link         text not null default '',     -- a path in the web app
  count        int not null default 1,
  event_id     bigint not null,              -- the newest fact in it: a fact heard twice counts once
  at           timestamptz not null,
  in_app       boolean not null default true,
  read_at      timestamptz,
  to_mail      boolean not null default false,
  mailed_at    timestamptz,
  primary key (workspace_id, id)
);
create unique index notices_unread_group on notices (workspace_id, user_id, group_key) where read_at is null;
create index notices_newest on notices (workspace_id, user_id, at desc, id desc);
call protect('notices');

create table notice_settings (
  workspace_id   uuid not null references workspaces on delete cascade,
  user_id        uuid not null references users on delete cascade,
  channels       jsonb not null default '{}',  -- { kind: { app, mail } }, only what differs from the usual
  quiet_from     time,
  quiet_to       time,
  digest         text not null default 'off' check (digest in ('off', 'hourly', 'daily')),
  digest_at      time not null default '08:00',
  mailbox_id     uuid,                         -- the digest leaves through it
  next_digest_at timestamptz,
  primary key (workspace_id, user_id)
);
call protect('notice_settings');
call let_sweep('notice_settings');

create function notice_digests_due(at timestamptz, most int) returns table (workspace_id uuid, user_id uuid)
language sql stable security definer set search_path = public as $$
  select s.workspace_id, s.user_id from notice_settings s where s.digest <> 'off' and s.next_digest_at <= at order by s.next_digest_at limit most
$$;
alter function notice_digests_due(timestamptz, int) owner to overture_sweep;
revoke all on function notice_digests_due(timestamptz, int) from public;
grant execute on function notice_digests_due(timestamptz, int) to overture_app;
