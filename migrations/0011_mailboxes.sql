-- Mailboxes and the inbox: what they need beyond the first schema.

-- A removed mailbox keeps its row (mails point to it), without its password; its address is free again.
alter table mailboxes add column deleted_at timestamptz;
alter table mailboxes add column secret_hint text;
alter table mailboxes drop constraint mailboxes_workspace_id_address_key;
create unique index mailboxes_by_address on mailboxes (workspace_id, address) where deleted_at is null;

-- One sync at a time per mailbox, whichever process runs it.
alter table mailboxes add column sync_leased_by text;
alter table mailboxes add column sync_leased_until timestamptz;
alter table mailboxes add column sync_told_at timestamptz;       -- the notice of a broken sync goes out once
create index mailboxes_by_next_sync on mailboxes (next_sync_at) where deleted_at is null;

create function mailboxes_to_sync(at timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = public as $$
  select b.workspace_id, b.id from mailboxes b
   where b.deleted_at is null and b.next_sync_at <= at and b.status <> 'needs_reconnect'
     and coalesce(b.sync_leased_until, '-infinity') < at
   order by b.next_sync_at limit most
$$;
alter function mailboxes_to_sync(timestamptz, int) owner to overture_sweep;
revoke all on function mailboxes_to_sync(timestamptz, int) from public;
grant execute on function mailboxes_to_sync(timestamptz, int) to overture_app;

alter table mailbox_folders add column role text not null default 'inbox' check (role in ('inbox', 'sent', 'junk'));

alter table inbox_messages add column reply_to text;
alter table inbox_messages add column attachments jsonb not null default '[]';   -- [{ name, type, size }]
alter table inbox_messages add column report jsonb;                               -- of a bounce or complaint: recipients and their verdicts
alter table inbox_messages add column auto_kind text;
alter table inbox_messages add column outgoing boolean not null default false;    -- from the Sent folder: written by hand elsewhere
alter table inbox_messages add column searchable text generated always as (
  lower(from_name || ' ' || from_address || ' ' || subject || ' ' || left(body_text, 4000))) stored;
create index inbox_messages_by_header on inbox_messages (workspace_id, message_id) where message_id is not null;
create index inbox_messages_search on inbox_messages using gin (searchable gin_trgm_ops);
alter table threads add column follows uuid;          -- the thread from which a change of subject split it
create index threads_open on threads (workspace_id, class) where status = 'open';
-- Whom we wrote to, for mails that come back and name no Message-ID of ours.
create index messages_by_recipient on messages (workspace_id, to_address, handed_at desc) where handed_at is not null;
create index messages_by_recipient_domain on messages (workspace_id, mailbox_id, split_part(to_address, '@', 2)) where handed_at is not null;
