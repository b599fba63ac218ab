-- Mailboxes whose pause had an end that has come: they send again, and their pages should say so.
create function mailboxes_rested(at timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = public as $$
  select b.workspace_id, b.id from mailboxes b where b.deleted_at is null and b.status = 'paused' and b.paused_until <= at limit most
$$;
alter function mailboxes_rested(timestamptz, int) owner to overture_sweep;
revoke all on function mailboxes_rested(timestamptz, int) from public;
grant execute on function mailboxes_rested(timestamptz, int) to overture_app;
