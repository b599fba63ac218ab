-- Refused at once: it never left, and its place was given back. Counted among the mails tried all the same.
alter table send_faults add column refused_at_once boolean not null default false;

-- Once a day for every mailbox: its ramp is looked at, and places of days gone by are put together by the hour.
create or replace function mailboxes_to_ramp(at timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = public as $$
  select b.workspace_id, b.id from mailboxes b join workspaces w on w.id = b.workspace_id
   where b.deleted_at is null and coalesce(b.ramp_day, '-infinity'::date) < (at at time zone w.time_zone)::date limit most
$$;
