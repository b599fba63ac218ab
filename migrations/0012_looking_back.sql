-- Tracking, practice: what they need beyond the first schema.

-- A token names a mail and nothing else; whose it is, is asked before a workspace is known.
create function tracked_mails(ids uuid[]) returns table (workspace_id uuid, message_id uuid)
language sql stable security definer set search_path = public as $$
  select m.workspace_id, m.id from messages m where m.id = any(ids)
$$;
alter function tracked_mails(uuid[]) owner to overture_sweep;
revoke all on function tracked_mails(uuid[]) from public;
grant execute on function tracked_mails(uuid[]) to overture_app;
create index messages_by_id on messages (id);

-- ── Practice ──

-- `id` counts mails as they are written, but answers arrive in another order: `uid` is given on arrival, so that a reader
-- who asks for "what is new since" misses none. `address`: the simulated prospect, sender or recipient.
alter table practice_mails
  add column uid     bigint,
  add column address text not null default '',
  add column subject text not null default '';
create unique index practice_mails_by_uid on practice_mails (workspace_id, mailbox_id, folder, uid) where uid is not null;
create index practice_mails_waiting on practice_mails (arrives_at) where uid is null;
create index practice_mails_of_prospect on practice_mails (workspace_id, mailbox_id, address);
create index practice_mails_by_header on practice_mails (workspace_id, message_id) where message_id is not null;
drop index practice_mails_arriving;

-- A person of the practice world (or a scanner) who is going to look at a mail or follow a link in it.
create table practice_visits (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  mailbox_id   uuid not null,
  url          text not null,
  user_agent   text not null,
  due_at       timestamptz not null,
  primary key (workspace_id, id)
);
create index practice_visits_due on practice_visits (due_at);
call protect('practice_visits');
call let_sweep('practice_visits');

-- Where something of the practice world is due by `now`.
create function practice_due(now timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = public as $$
  select distinct w.workspace_id, w.mailbox_id
    from (select workspace_id, mailbox_id from practice_mails where uid is null and arrives_at <= now
          union all
          select workspace_id, mailbox_id from practice_visits where due_at <= now) w
   limit most
$$;
create function practice_next() returns timestamptz
language sql stable security definer set search_path = public as $$
  select least((select min(arrives_at) from practice_mails where uid is null), (select min(due_at) from practice_visits))
$$;
alter function practice_due(timestamptz, int) owner to overture_sweep;
alter function practice_next() owner to overture_sweep;
revoke all on function practice_due(timestamptz, int), practice_next() from public;
grant execute on function practice_due(timestamptz, int), practice_next() to overture_app;

-- The feed of a workspace, newest first.
create index events_newest on events (workspace_id, at desc, id desc);
