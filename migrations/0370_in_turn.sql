-- Whose time comes at the same moment has its turn in a known order: who was written to first. The dry run keeps the same order.
drop index enrollments_resuming;
create index enrollments_resuming on enrollments (resume_at, last_sent_at, id) where state = 'paused' and resume_at is not null;
drop index enrollments_waking;
create index enrollments_waking on enrollments (wake_at, last_sent_at, id) where wake_at is not null and ended_at is null;

create or replace function campaigns_overdue(at timestamptz, most int) returns table (workspace_id uuid, enrollment_id uuid)
language sql stable security definer set search_path = public as $$
  (select e.workspace_id, e.id from enrollments e where e.state = 'paused' and e.resume_at <= at order by e.resume_at, e.last_sent_at, e.id limit most)
  union all
  (select e.workspace_id, e.id from enrollments e
    where e.state = 'preparing' and e.briefed_at is null and e.brief_asked_at < at - interval '20 minutes' limit most)
$$;

create or replace function campaigns_waking(at timestamptz, most int) returns table (workspace_id uuid, enrollment_id uuid)
language sql stable security definer set search_path = public as $$
  select e.workspace_id, e.id from enrollments e where e.wake_at <= at and e.ended_at is null order by e.wake_at, e.last_sent_at, e.id limit most
$$;
