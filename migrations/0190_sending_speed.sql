-- Sending at speed: claiming a mail and handing it over touch no index.
--
-- A row that changes its state takes part in every index again, unless no indexed column changes (a "heap-only" update).
-- So no index names `state`, a lease or a fence: they name `stage`, which stays 'open' from planning to the gate, and only
-- the end of a mail (accepted, held, in doubt, failed, cancelled) moves it. The bytes lie in a table of their own: rows are
-- small, and a page has room for the new version of each of its rows.
create table message_bytes (
  workspace_id uuid not null,
  message_id   uuid not null,
  mime         text not null,                  -- what every attempt sends, without the Date line
  primary key (workspace_id, message_id)
);
alter table message_bytes alter column mime set storage external;
alter table messages no force row level security;
insert into message_bytes select workspace_id, id, convert_from(mime, 'UTF8') from messages;
alter table messages force row level security;
call protect('message_bytes');

drop index messages_due, messages_in_flight, messages_in_doubt, messages_of_campaign, messages_ready, messages_ready_by_hand, messages_to_settle, messages_held,
           messages_to_look_for, messages_by_recipient, messages_by_recipient_domain, messages_ended;
alter table messages drop column mime;
alter table messages add column stage text not null
  generated always as (case when state in ('planned', 'due', 'claimed', 'handed') then 'open' else state end) stored;
alter table messages set (fillfactor = 45);
alter table attempts set (fillfactor = 50);

-- What may be claimed, and what is being sent at this moment. A mail with a reason waits for somebody; a follow-up, until it was looked for.
create index messages_ready on messages (workspace_id, mailbox_id, due_at) where stage = 'open' and reason_code is null and (not needs_look or looked_at is not null);
create index messages_ready_by_hand on messages (workspace_id, mailbox_id, due_at) where stage = 'open' and origin <> 'campaign';
create index messages_follow_ups on messages (workspace_id, mailbox_id, due_at) where stage = 'open' and needs_look;
create index messages_to_look_for on messages (due_at) where stage = 'open' and needs_look;
create index messages_in_doubt on messages (workspace_id, mailbox_id) where stage = 'unconfirmed';
create index messages_to_settle on messages (next_attempt_at) where stage = 'unconfirmed';
create index messages_held on messages (workspace_id, mailbox_id) where stage = 'held';
create index messages_ended on messages (workspace_id, id) where stage in ('failed', 'cancelled');
create index messages_of_campaign on messages (workspace_id, campaign_id, stage) where campaign_id is not null;
create index messages_by_recipient on messages (workspace_id, split_part(to_address, '@', 2), to_address);
-- Under way: whoever claims a mail writes an attempt in the same statement, and whoever ends it ends the attempt.
create index attempts_under_way on attempts (started_at) where ended_at is null;
call let_sweep('attempts');

create or replace function sending_mailboxes_ready(at timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = public as $$
  select r.workspace_id, r.id from (
    select b.workspace_id, b.id, b.next_send_at, row_number() over (partition by b.workspace_id order by b.next_send_at, b.id) as turn
      from mailboxes b
     where (b.status = 'active' or (b.status = 'paused' and b.paused_until <= at))
       and not exists (select from sending_stops s where s.workspace_id = b.workspace_id)
       and (   exists (select from messages m
                        where m.workspace_id = b.workspace_id and m.mailbox_id = b.id and m.due_at <= at
                          and m.stage = 'open' and m.state = 'due' and m.origin <> 'campaign')
            or (    b.next_send_at <= at and coalesce(b.limited_until, '-infinity') <= at
                and exists (select from messages m
                             where m.workspace_id = b.workspace_id and m.mailbox_id = b.id and m.due_at <= at
                               and m.stage = 'open' and m.reason_code is null and (not m.needs_look or m.looked_at is not null)
                               and (m.state = 'due' or (m.state = 'planned' and not m.needs_look)))))
  ) r order by r.turn, r.next_send_at limit most
$$;

create or replace function sending_leases_over(at timestamptz, most int) returns table (workspace_id uuid, message_id uuid)
language sql stable security definer set search_path = public as $$
  select m.workspace_id, m.id
    from attempts a join messages m on m.workspace_id = a.workspace_id and m.id = a.message_id and m.fence = a.no
   where a.ended_at is null and m.stage = 'open' and m.state in ('claimed', 'handed') and m.lease_until < at
   order by m.lease_until limit most
$$;

create or replace function sending_doubts_due(at timestamptz, most int) returns table (workspace_id uuid, message_id uuid)
language sql stable security definer set search_path = public as $$
  select m.workspace_id, m.id from messages m where m.stage = 'unconfirmed' and m.next_attempt_at <= at order by m.next_attempt_at limit most
$$;

create or replace function sending_holds_over(at timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = public as $$
  select distinct m.workspace_id, m.mailbox_id from messages m
    join mailboxes b on b.workspace_id = m.workspace_id and b.id = m.mailbox_id
   where m.stage = 'held' and m.reason_code like 'mailbox_%'
     and (b.status = 'active' or (b.status = 'paused' and b.paused_until <= at)) limit most
$$;

create or replace function campaigns_looks_due(at timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = public as $$
  select m.workspace_id, m.mailbox_id
    from messages m
    join mailboxes b on b.workspace_id = m.workspace_id and b.id = m.mailbox_id
    left join letterbox_looks l on l.workspace_id = m.workspace_id and l.mailbox_id = m.mailbox_id
   where m.stage = 'open' and m.state = 'planned' and m.needs_look and m.due_at <= at and (m.reason_code is null or m.reason_code = 'look_too_old')
     and (b.status = 'active' or (b.status = 'paused' and b.paused_until <= at)) and b.next_send_at <= at
     -- A paced mailbox sends one at a time: the next is looked for when the last one released has left.
     and (b.gap_max_s = 0 or not exists (
           select from messages d where d.workspace_id = m.workspace_id and d.mailbox_id = m.mailbox_id and d.stage = 'open' and d.state in ('due', 'claimed')
              and d.needs_look and d.looked_at > at - interval '60 seconds'))
     and coalesce(l.leased_until, '-infinity') < at and coalesce(l.next_look_at, '-infinity') <= at
   group by m.workspace_id, m.mailbox_id
   order by min(m.due_at) limit most
$$;

-- The gate's question. Most batches meet no suppression at all: then one look at the list answers for all of them. The leads
-- are held first; what is read after that is read with a new snapshot, so a stop that has just been committed is seen.
create or replace function lock_contactable(workspace uuid, lead_ids uuid[], addresses text[])
returns table (lead_id uuid, found boolean, deleted boolean, kind text, value text, reason text)
language plpgsql volatile as $$
begin
  perform 1 from leads l where l.workspace_id = workspace and l.id = any(lead_ids) order by l.id for share;
  if not exists (
    select from suppressions x where x.workspace_id = workspace and x.kind in ('address', 'domain')
       and x.value = any(addresses || array(select d from unnest(addresses) a, unnest(email_domains(a)) d)))
  then
    return query
      select a.lead_id, l.id is not null, l.deleted_at is not null, null::text, null::text, null::text
        from unnest(lead_ids) a (lead_id) left join leads l on l.workspace_id = workspace and l.id = a.lead_id;
    return;
  end if;
  return query
    select a.lead_id, l.id is not null, l.deleted_at is not null, s.kind, s.value, s.reason
      from unnest(lead_ids, addresses) a (lead_id, address)
      left join leads l on l.workspace_id = workspace and l.id = a.lead_id
      left join lateral (
        select x.kind, x.value, x.reason
          from (select 'address' as kind, a.address as value union all select 'domain', unnest(email_domains(a.address))) w
          join suppressions x on x.workspace_id = workspace and x.kind = w.kind and x.value = w.value
         order by x.kind limit 1) s on true;
end $$;

-- When the next mail may be taken, if that is before `until`: the dispatcher sleeps until then instead of looking again and again.
create function sending_next_turn(at timestamptz, until timestamptz) returns timestamptz
language sql stable security definer set search_path = public as $$
  select min(greatest(b.next_send_at, coalesce(b.limited_until, '-infinity'), m.due_at))
    from mailboxes b
    cross join lateral (
      select m.due_at from messages m
       where m.workspace_id = b.workspace_id and m.mailbox_id = b.id and m.due_at <= until
         and m.stage = 'open' and m.reason_code is null and (not m.needs_look or m.looked_at is not null)
         and (m.state = 'due' or (m.state = 'planned' and not m.needs_look))
       order by m.due_at limit 1) m
   where b.status in ('active', 'paused') and b.next_send_at <= until
     and greatest(b.next_send_at, coalesce(b.limited_until, '-infinity'), m.due_at) > at
$$;
alter function sending_next_turn(timestamptz, timestamptz) owner to overture_sweep;
revoke all on function sending_next_turn(timestamptz, timestamptz) from public;
grant execute on function sending_next_turn(timestamptz, timestamptz) to overture_app;
