-- Limits that hold under any number of workers: what was taken, counted where it is claimed.

-- Places taken: one row a claim and campaign, not one a mail. `at` is the very moment of the claim, so a window that
-- rolls is exact at its edge. Given back (n lowered) when nothing left.
create table send_places (
  workspace_id uuid not null references workspaces on delete cascade,
  mailbox_id   uuid not null,
  at           timestamptz not null,
  campaign_id  uuid not null default '00000000-0000-0000-0000-000000000000',   -- zeros: an answer or a test
  n            int not null,
  primary key (workspace_id, mailbox_id, at, campaign_id),
  foreign key (workspace_id, mailbox_id) references mailboxes (workspace_id, id) on delete cascade
);
create index send_places_of_campaign on send_places (workspace_id, campaign_id, at);
call protect('send_places');

-- The same by the recipients' domain; written only where a limit for recipient domains holds.
create table recipient_places (
  workspace_id uuid not null references workspaces on delete cascade,
  domain       text not null,
  at           timestamptz not null,
  mailbox_id   uuid not null,
  n            int not null,
  primary key (workspace_id, domain, at, mailbox_id)
);
call protect('recipient_places');

-- Limits over several mailboxes. Keys: a campaign's id; a sending domain; '*' for every recipient domain.
create table send_limits (
  workspace_id uuid not null references workspaces on delete cascade,
  scope        text not null check (scope in ('campaign', 'sending_domain', 'recipient_domain')),
  key          text not null,
  most         int not null check (most > 0),
  primary key (workspace_id, scope, key)
);
call protect('send_limits');

alter table messages add column counted_at timestamptz;      -- when its place was taken; null: none is
alter table mailboxes add column limited_until timestamptz;  -- at its limit: nobody asks before then

-- The ramp of a new mailbox, or of one that was silent for long. Null level: no ramp.
alter table mailboxes add column ramp_level int;             -- campaign mails within 24 hours, at most
alter table mailboxes add column ramp_step int not null default 3;
alter table mailboxes add column ramp_day date;              -- the day the level was set for, in the workspace's time zone
alter table mailboxes add column ramp_why text;

create table ramp_days (
  workspace_id uuid not null,
  mailbox_id   uuid not null,
  day          date not null,
  level        int not null,
  why          text not null,
  primary key (workspace_id, mailbox_id, day),
  foreign key (workspace_id, mailbox_id) references mailboxes (workspace_id, id) on delete cascade
);
call protect('ramp_days');

-- What speaks against a sender: mails that bounced for good, were reported as spam, or were refused for policy.
create table send_faults (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  mailbox_id   uuid not null,
  campaign_id  uuid,
  message_id   uuid,
  kind         text not null check (kind in ('hard_bounce', 'complaint', 'policy')),
  sent_at      timestamptz not null,                         -- when the mail left, as its place was counted
  at           timestamptz not null,
  text         text not null default '',
  primary key (workspace_id, id),
  foreign key (workspace_id, mailbox_id) references mailboxes (workspace_id, id) on delete cascade
);
create unique index send_faults_once on send_faults (workspace_id, message_id, kind) where message_id is not null;
create index send_faults_of_mailbox on send_faults (workspace_id, mailbox_id, sent_at);
create index send_faults_of_campaign on send_faults (workspace_id, campaign_id, sent_at) where campaign_id is not null;
call protect('send_faults');

create table brakes (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  scope        text not null check (scope in ('mailbox', 'sending_domain', 'campaign')),
  key          text not null,
  kind         text not null check (kind in ('hard_bounce', 'complaint')),
  faults       int not null,
  sent         int not null,
  at           timestamptz not null,
  cool_until   timestamptz not null,
  sentence     text not null,
  lifted_at    timestamptz,
  lifted_by    text,
  primary key (workspace_id, id)
);
create unique index brakes_on on brakes (workspace_id, scope, key) where lifted_at is null;
create index brakes_by_key on brakes (workspace_id, scope, key, at desc);
call protect('brakes');

-- Mails of the last day count from now on as if their places had been taken here.
insert into send_places (workspace_id, mailbox_id, at, campaign_id, n)
select workspace_id, mailbox_id, handed_at, coalesce(campaign_id, '00000000-0000-0000-0000-000000000000'), count(*)
  from messages where handed_at > now() - interval '24 hours' and state in ('handed', 'accepted', 'unconfirmed') group by 1, 2, 3, 4;

create or replace function sending_mailboxes_ready(at timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = public as $$
  select r.workspace_id, r.id from (
    select b.workspace_id, b.id, b.next_send_at, row_number() over (partition by b.workspace_id order by b.next_send_at, b.id) as turn
      from mailboxes b
     where (b.status = 'active' or (b.status = 'paused' and b.paused_until <= at))
       and not exists (select from sending_stops s where s.workspace_id = b.workspace_id)
       and (   exists (select from messages m
                        where m.workspace_id = b.workspace_id and m.mailbox_id = b.id and m.due_at <= at
                          and m.state = 'due' and m.origin <> 'campaign')
            or (    b.next_send_at <= at and coalesce(b.limited_until, '-infinity') <= at
                and exists (select from messages m
                             where m.workspace_id = b.workspace_id and m.mailbox_id = b.id and m.due_at <= at
                               and (m.state = 'due' or (m.state = 'planned' and not m.needs_look and m.reason_code is null)))))
  ) r order by r.turn, r.next_send_at limit most
$$;

-- Mailboxes whose ramp has not been looked at on this day.
create function mailboxes_to_ramp(at timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = public as $$
  select b.workspace_id, b.id from mailboxes b join workspaces w on w.id = b.workspace_id
   where b.deleted_at is null and b.kind = 'smtp' and b.ramp_day < (at at time zone w.time_zone)::date limit most
$$;
alter function mailboxes_to_ramp(timestamptz, int) owner to overture_sweep;
revoke all on function mailboxes_to_ramp(timestamptz, int) from public;
grant execute on function mailboxes_to_ramp(timestamptz, int) to overture_app;
