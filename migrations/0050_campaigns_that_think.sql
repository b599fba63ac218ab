-- Campaigns that think: branches, variants, what happens when a step fails, the course of each lead, versions of the steps.

alter table campaigns add column seed text not null default md5(random()::text || clock_timestamp()::text);  -- of every random moment and choice
alter table campaigns add column version int not null default 1;

alter table steps drop constraint steps_kind_check;
alter table steps add constraint steps_kind_check check (kind in ('email', 'wait', 'condition', 'end', 'task'));
alter table steps add column parent_id uuid;                                    -- the condition on whose path it lies; null: the main line
alter table steps add column branch text check (branch in ('yes', 'no'));
alter table steps add column test jsonb;                                        -- of a condition: { about, classes | filter, days }
alter table steps add column on_failure text not null default 'wait' check (on_failure in ('wait', 'go_on', 'stop'));
alter table steps add column weight int not null default 1;                     -- of variant A, which is the step itself
alter table steps add column variants jsonb not null default '[]';              -- [{ key, weight, intent, subject, body, removed }]: B, C, …
alter table steps add column auto_shift boolean not null default false;         -- newcomers go to the better variant more often

alter table enrollments add column step_id uuid;                                -- the step that comes next
alter table enrollments add column course jsonb not null default '{}';          -- { decided, passed, kept, clicked }: see engine.ts
alter table enrollments add column variants jsonb not null default '{}';        -- { step id: 'B' }: said once, kept
alter table enrollments add column wake_at timestamptz;                         -- a condition is decided at this moment
create index enrollments_waking on enrollments (wake_at) where wake_at is not null;
create index enrollments_at_step on enrollments (workspace_id, campaign_id, step_id) where ended_at is null;

-- Who comes next where: from the number of the step, for campaigns that run already.
update enrollments e set step_id = s.id
  from (select workspace_id, campaign_id, id, row_number() over (partition by workspace_id, campaign_id order by position) as no from steps where kind = 'email' and removed_at is null) s
 where e.ended_at is null and s.workspace_id = e.workspace_id and s.campaign_id = e.campaign_id and s.no = e.step_no;

alter table drafts add column variant text;

-- The steps as they were, each time they were saved after the launch.
create table campaign_versions (
  workspace_id uuid not null,
  campaign_id  uuid not null,
  version      int not null,
  made_by      text not null,
  made_at      timestamptz not null default now(),
  steps        jsonb not null,
  sentences    text[] not null default '{}',                                    -- what is different from the one before
  reached      jsonb not null default '[]',                                     -- the groups of leads, and what was chosen for each
  primary key (workspace_id, campaign_id, version),
  foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id) on delete cascade
);
call protect('campaign_versions');

create function campaigns_waking(at timestamptz, most int) returns table (workspace_id uuid, enrollment_id uuid)
language sql stable security definer set search_path = public as $$
  select e.workspace_id, e.id from enrollments e where e.wake_at <= at and e.ended_at is null order by e.wake_at limit most
$$;
alter function campaigns_waking(timestamptz, int) owner to overture_sweep;
revoke all on function campaigns_waking(timestamptz, int) from public;
grant execute on function campaigns_waking(timestamptz, int) to overture_app;
