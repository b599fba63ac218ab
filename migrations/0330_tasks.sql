-- Work: tasks, what was logged by hand, and who asked not to be called.

create table tasks (
  workspace_id   uuid not null references workspaces on delete cascade,
  id             uuid not null default new_id(),
  kind           text not null check (kind in ('todo', 'call', 'linkedin', 'mail', 'meeting_follow_up')),
  title          text not null,
  notes          text not null default '',
  state          text not null default 'open' check (state in ('open', 'done', 'skipped', 'withdrawn')),
  due_on         date,                         -- the day in the workspace's clock; null: some day
  due_at         timestamptz,                  -- with a time; null: all day
  snoozed_until  timestamptz,
  day            date,                         -- on which it shows: the later of due_on and the day it is snoozed to
  remind_minutes int,                          -- before its time; of an all-day task, before 09:00
  remind_at      timestamptz,
  reminded_at    timestamptz,
  priority       smallint not null default 2 check (priority between 1 and 3),   -- 3 is high
  recurrence     text,                         -- RRULE, the part we keep to (server/tasks/recurrence.ts)
  occurrence     int not null default 1,
  next_id        uuid,                         -- made when this one was done
  owner_id       uuid,
  lead_id        uuid,
  company_id     uuid,
  deal_id        uuid,
  meeting_id     uuid,
  why            text,                         -- where it comes from, in a sentence; null: somebody wrote it down
  campaign_id    uuid,                         -- a step of a campaign asks for it
  enrollment_id  uuid,
  step_id        uuid,
  about          jsonb not null default '{}',  -- what the step says: what to do, the text to send, tries
  tries          int not null default 0,
  outcome        text,
  outcome_note   text,
  done_at        timestamptz,
  done_by        uuid,
  created_by     uuid,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete cascade
) with (fillfactor = 85);
create index tasks_by_day on tasks (workspace_id, day, due_at, id) where state = 'open';
create index tasks_of_owner on tasks (workspace_id, owner_id, day) where state = 'open';
create index tasks_done on tasks (workspace_id, done_at desc, id desc) where state in ('done', 'skipped');
create index tasks_of_lead on tasks (workspace_id, lead_id) where lead_id is not null;
create index tasks_of_company on tasks (workspace_id, company_id) where company_id is not null;
create index tasks_of_deal on tasks (workspace_id, deal_id) where deal_id is not null;
create unique index tasks_of_step on tasks (workspace_id, enrollment_id, step_id) where enrollment_id is not null;
create index tasks_reminding on tasks (remind_at) where remind_at is not null and reminded_at is null and state = 'open';
call protect('tasks');
call let_sweep('tasks');
call record_rights('tasks');

create function tasks_to_remind(at timestamptz, most int) returns table (workspace_id uuid, id uuid)
language sql stable security definer set search_path = public as $$
  select t.workspace_id, t.id from tasks t where t.remind_at <= at and t.remind_at is not null and t.reminded_at is null and t.state = 'open' order by t.remind_at limit most
$$;
alter function tasks_to_remind(timestamptz, int) owner to overture_sweep;
revoke all on function tasks_to_remind(timestamptz, int) from public;
grant execute on function tasks_to_remind(timestamptz, int) to overture_app;

-- What somebody did outside of Overture and wrote down here: a call, a mail, a meeting; and notes.
create table activities (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  kind         text not null check (kind in ('call', 'mail', 'meeting', 'note', 'linkedin')),
  at           timestamptz not null,
  direction    text not null default 'out' check (direction in ('out', 'in')),
  note         text not null default '',
  outcome      text,
  minutes      int,
  header_id    text,                           -- Message-ID of a mail, without <>
  lead_id      uuid,
  company_id   uuid,
  deal_id      uuid,
  meeting_id   uuid,
  task_id      uuid,
  user_id      uuid,
  pinned       boolean not null default false,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete cascade
);
create index activities_of_lead on activities (workspace_id, lead_id, at desc) where lead_id is not null;
create index activities_of_company on activities (workspace_id, company_id, at desc) where company_id is not null;
create index activities_of_deal on activities (workspace_id, deal_id, at desc) where deal_id is not null;
create unique index activities_of_mail on activities (workspace_id, header_id) where header_id is not null;
call protect('activities');
call record_rights_of('activities', 'lead_id', 'leads', 'leads');

create table call_refusals (
  workspace_id uuid not null references workspaces on delete cascade,
  lead_id      uuid not null,
  at           timestamptz not null,
  by_user      uuid,
  primary key (workspace_id, lead_id),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete cascade
);
call protect('call_refusals');
call record_rights_of('call_refusals', 'lead_id', 'leads', 'leads');

create table task_settings (
  workspace_id    uuid not null references workspaces on delete cascade,
  outcomes        jsonb,                       -- null: the usual ones
  linkedin_weekly int not null default 80 check (linkedin_weekly between 0 and 1000),
  primary key (workspace_id)
);
call protect('task_settings');
