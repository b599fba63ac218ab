-- Campaigns: what the conductor has to remember beyond the first schema.

alter table campaigns add column quiet jsonb not null default '[]';         -- [{ from, to, label }]: dates of rest, inclusive
alter table campaigns add column stop_company boolean not null default false; -- an answer stops the colleagues, too
create index campaigns_newest on campaigns (workspace_id, created_at desc, id desc);

alter table enrollments add column company_id uuid;                          -- the lead's company, whose brief it waits for
alter table enrollments add column time_zone text;                           -- the lead's own zone; null: the campaign's counts
alter table enrollments add column brief_asked_at timestamptz;
alter table enrollments add column briefed_at timestamptz;                   -- research is over, with or without a find
alter table enrollments add column researched boolean;
alter table enrollments add column paused_at timestamptz;
alter table enrollments add column skipped uuid[] not null default '{}';     -- steps passed over for this lead
alter table enrollments add column last_step_id uuid;                        -- the last mail that left: what a reply is counted to
create index enrollments_of_company on enrollments (workspace_id, company_id) where state = 'preparing';
create index enrollments_by_mailbox on enrollments (workspace_id, mailbox_id) where ended_at is null;
create index enrollments_resuming on enrollments (resume_at) where state = 'paused' and resume_at is not null;
create index enrollments_newest on enrollments (workspace_id, campaign_id, created_at desc, id desc);

-- A large audience is taken in chunk by chunk; what is left of it stands here, so a killed process goes on.
create table intakes (
  workspace_id uuid not null,
  id           uuid not null default new_id(),
  campaign_id  uuid not null,
  lead_ids     uuid[] not null,
  position     int not null default 0,
  created_at   timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id) on delete cascade
);
call protect('intakes');

-- Looking into the letterbox before a follow-up: one look per mailbox for all its follow-ups, by one process at a time.
create table letterbox_looks (
  workspace_id  uuid not null,
  mailbox_id    uuid not null,
  leased_by     text,
  leased_until  timestamptz not null default '-infinity',
  next_look_at  timestamptz not null default '-infinity',
  looked_at     timestamptz,
  failing_since timestamptz,
  failures      int not null default 0,
  sentence      text,
  primary key (workspace_id, mailbox_id),
  foreign key (workspace_id, mailbox_id) references mailboxes (workspace_id, id) on delete cascade
);
call protect('letterbox_looks');
call let_sweep('letterbox_looks');

-- Mailboxes with a follow-up that is due and has to be looked for first.
create function campaigns_looks_due(at timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = public as $$
  select m.workspace_id, m.mailbox_id
    from messages m
    join mailboxes b on b.workspace_id = m.workspace_id and b.id = m.mailbox_id
    left join letterbox_looks l on l.workspace_id = m.workspace_id and l.mailbox_id = m.mailbox_id
   where m.state = 'planned' and m.needs_look and m.due_at <= at and (m.reason_code is null or m.reason_code = 'look_too_old')
     and (b.status = 'active' or (b.status = 'paused' and b.paused_until <= at)) and b.next_send_at <= at
     -- A paced mailbox sends one at a time: the next is looked for when the last one released has left.
     and (b.gap_max_s = 0 or not exists (
           select from messages d where d.workspace_id = m.workspace_id and d.mailbox_id = m.mailbox_id and d.state in ('due', 'claimed')
              and d.needs_look and d.looked_at > at - interval '60 seconds'))
     and coalesce(l.leased_until, '-infinity') < at and coalesce(l.next_look_at, '-infinity') <= at
   group by m.workspace_id, m.mailbox_id
   order by min(m.due_at) limit most
$$;

-- Campaigns in which somebody is ready for a place in the queue, and leads whose pause or research time is over.
create function campaigns_in_line(at timestamptz, most int) returns table (workspace_id uuid, campaign_id uuid)
language sql stable security definer set search_path = public as $$
  select c.workspace_id, c.id from campaigns c
   where c.status = 'active'
     and exists (select from enrollments e where e.workspace_id = c.workspace_id and e.campaign_id = c.id and e.state = 'ready')
   limit most
$$;
create function campaigns_overdue(at timestamptz, most int) returns table (workspace_id uuid, enrollment_id uuid)
language sql stable security definer set search_path = public as $$
  (select e.workspace_id, e.id from enrollments e where e.state = 'paused' and e.resume_at <= at order by e.resume_at limit most)
  union all
  (select e.workspace_id, e.id from enrollments e
    where e.state = 'preparing' and e.briefed_at is null and e.brief_asked_at < at - interval '20 minutes' limit most)
$$;
create index enrollments_researching on enrollments (brief_asked_at) where state = 'preparing' and briefed_at is null;
create index messages_to_look_for on messages (due_at) where state = 'planned' and needs_look;

alter function campaigns_looks_due(timestamptz, int) owner to overture_sweep;
alter function campaigns_in_line(timestamptz, int) owner to overture_sweep;
alter function campaigns_overdue(timestamptz, int) owner to overture_sweep;
revoke all on function campaigns_looks_due(timestamptz, int), campaigns_in_line(timestamptz, int), campaigns_overdue(timestamptz, int) from public;
grant execute on function campaigns_looks_due(timestamptz, int), campaigns_in_line(timestamptz, int), campaigns_overdue(timestamptz, int) to overture_app;
