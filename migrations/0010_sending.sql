-- Sending: what the queue needs beyond the first schema.

alter table messages add column cap_day date;                    -- the day its attempt is counted on; null: not counted
alter table messages add column dated_at timestamptz;            -- its Date header: set when claimed, kept once bytes may have left
alter table messages add column first_attempt_at timestamptz;
alter table messages add column resent_as uuid;                  -- a person ordered a resend: the mail sent in its place
alter table messages add column look_rounds int not null default 0;
alter table messages add column unsubscribe_header boolean not null default false;
alter table mailboxes add column refusals_in_a_row int not null default 0;   -- for policy reasons; three pause the mailbox

-- The bytes lie beside the row: a mail changes its state four times, and none of that should copy them.
alter table messages set (toast_tuple_target = 256);
alter table messages alter column mime set storage external;
alter table attempts set (fillfactor = 70);

-- May be claimed when its time comes. A planned mail with a reason waits for somebody, not for its time.
create index messages_ready on messages (workspace_id, mailbox_id, due_at)
  where state = 'due' or (state = 'planned' and not needs_look and reason_code is null);
create index messages_ready_by_hand on messages (workspace_id, mailbox_id, due_at) where state = 'due' and origin <> 'campaign';
create index messages_to_settle on messages (next_attempt_at) where state = 'unconfirmed' and next_attempt_at is not null;
create index messages_held on messages (workspace_id, mailbox_id) where state = 'held';
create index mailboxes_by_next_send on mailboxes (next_send_at) where status in ('active', 'paused');

-- A workspace whose sending a person has stopped.
create table sending_stops (
  workspace_id uuid primary key references workspaces on delete cascade,
  stopped_at   timestamptz not null,
  stopped_by   text not null,
  reason       text
);
call protect('sending_stops');
call let_sweep('sending_stops');
call let_sweep('mailbox_days');

-- Mailboxes that could send now. The first of every workspace before the second of any: a large one cannot crowd out a small.
create function sending_mailboxes_ready(at timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = public as $$
  select r.workspace_id, r.id from (
    select b.workspace_id, b.id, b.next_send_at, row_number() over (partition by b.workspace_id order by b.next_send_at, b.id) as turn
      from mailboxes b
      join workspaces w on w.id = b.workspace_id
     where (b.status = 'active' or (b.status = 'paused' and b.paused_until <= at))
       and not exists (select from sending_stops s where s.workspace_id = b.workspace_id)
       and (   exists (select from messages m
                        where m.workspace_id = b.workspace_id and m.mailbox_id = b.id and m.due_at <= at
                          and m.state = 'due' and m.origin <> 'campaign')
            or (    b.next_send_at <= at
                and coalesce((select d.sent from mailbox_days d
                               where d.workspace_id = b.workspace_id and d.mailbox_id = b.id
                                 and d.day = (at at time zone w.time_zone)::date), 0) < b.daily_limit
                and exists (select from messages m
                             where m.workspace_id = b.workspace_id and m.mailbox_id = b.id and m.due_at <= at
                               and (m.state = 'due' or (m.state = 'planned' and not m.needs_look and m.reason_code is null)))))
  ) r order by r.turn, r.next_send_at limit most
$$;

-- Mails whose worker has not been heard of.
create function sending_leases_over(at timestamptz, most int) returns table (workspace_id uuid, message_id uuid)
language sql stable security definer set search_path = public as $$
  select m.workspace_id, m.id from messages m where m.state in ('claimed', 'handed') and m.lease_until < at order by m.lease_until limit most
$$;

-- Mails in doubt for which it is time to look for evidence.
create function sending_doubts_due(at timestamptz, most int) returns table (workspace_id uuid, message_id uuid)
language sql stable security definer set search_path = public as $$
  select m.workspace_id, m.id from messages m where m.state = 'unconfirmed' and m.next_attempt_at <= at order by m.next_attempt_at limit most
$$;

-- Mails held for a mailbox that can send again.
create function sending_holds_over(at timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = public as $$
  select distinct m.workspace_id, m.mailbox_id from messages m
    join mailboxes b on b.workspace_id = m.workspace_id and b.id = m.mailbox_id
   where m.state = 'held' and m.reason_code like 'mailbox_%'
     and (b.status = 'active' or (b.status = 'paused' and b.paused_until <= at)) limit most
$$;

alter function sending_mailboxes_ready(timestamptz, int) owner to overture_sweep;
alter function sending_leases_over(timestamptz, int) owner to overture_sweep;
alter function sending_doubts_due(timestamptz, int) owner to overture_sweep;
alter function sending_holds_over(timestamptz, int) owner to overture_sweep;
revoke all on function sending_mailboxes_ready(timestamptz, int), sending_leases_over(timestamptz, int), sending_doubts_due(timestamptz, int), sending_holds_over(timestamptz, int) from public;
grant execute on function sending_mailboxes_ready(timestamptz, int), sending_leases_over(timestamptz, int), sending_doubts_due(timestamptz, int), sending_holds_over(timestamptz, int) to overture_app;

create index messages_by_wire on messages (workspace_id, wire_message_id) where wire_message_id is not null;
