-- A letterbox whose last look failed may be listened to: that it opens again is how we learn that it is back.
create or replace function mailboxes_to_watch(at timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid, host text)
language sql stable security definer set search_path = public as $$
  select b.workspace_id, b.id, b.imap->>'host' from mailboxes b
   where b.deleted_at is null and b.kind = 'smtp' and b.status <> 'needs_reconnect' and b.last_sync_at is not null
     and coalesce(b.watch_leased_until, '-infinity') < at
   order by b.last_sync_at limit most
$$;
