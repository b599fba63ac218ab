-- The inbox that misses nothing: every folder is read, every mail of a letterbox has its place, and what is missing is counted.

alter table mailbox_folders drop constraint mailbox_folders_role_check;
alter table mailbox_folders add constraint mailbox_folders_role_check check (role in ('inbox', 'sent', 'junk', 'archive', 'all', 'trash', 'other'));
alter table mailbox_folders add column chosen boolean not null default true;     -- is it read?
alter table mailbox_folders add column chosen_by text not null default 'rules';  -- 'rules' or 'person'

-- Where each mail of a letterbox lies, and what became of it. Without a row here it has not been dealt with.
create table mail_places (
  workspace_id uuid not null,
  mailbox_id   uuid not null,
  folder       text not null,
  uid          bigint not null,
  message_id   text,                            -- header, without brackets
  identity     text not null,                   -- of inbox_messages, when it is kept there
  outcome      text not null check (outcome in ('kept', 'passed_over')),
  primary key (workspace_id, mailbox_id, folder, uid),
  foreign key (workspace_id, mailbox_id) references mailboxes (workspace_id, id) on delete cascade
);
call protect('mail_places');

-- What lies in the letterbox and is not in Overture, found by the last comparison or left over by a look.
create table missing_mails (
  workspace_id uuid not null,
  mailbox_id   uuid not null,
  folder       text not null,
  uid          bigint not null,
  message_id   text,
  why          text not null check (why in ('not_read_yet', 'skipped', 'another_mail', 'lost_here', 'not_handed_over', 'not_dealt_with')),
  sentence     text not null default '',
  first_at     timestamptz not null,
  tries        int not null default 1,
  primary key (workspace_id, mailbox_id, folder, uid),
  foreign key (workspace_id, mailbox_id) references mailboxes (workspace_id, id) on delete cascade
);
call protect('missing_mails');

-- One comparison of a letterbox with the database. Rows of the last thirty days are kept.
create table reconciliations (
  workspace_id uuid not null,
  id           uuid not null default new_id(),
  mailbox_id   uuid not null,
  at           timestamptz not null,
  in_mailbox   int not null,
  in_app       int not null,                    -- after healing
  found        int not null,                    -- missing when it began
  healed       int not null,
  missing      int not null,                    -- still missing at its end
  reasons      jsonb not null default '{}',     -- of those found: why, and how many
  trouble      text,                            -- it could not be ended, and why
  took_ms      int not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, mailbox_id) references mailboxes (workspace_id, id) on delete cascade
);
create index reconciliations_newest on reconciliations (workspace_id, mailbox_id, at desc);
call protect('reconciliations');

alter table mailboxes add column next_compare_at timestamptz not null default now();
create index mailboxes_by_next_compare on mailboxes (next_compare_at) where deleted_at is null;

create function mailboxes_to_compare(at timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = public as $$
  select b.workspace_id, b.id from mailboxes b
   where b.deleted_at is null and b.next_compare_at <= at and b.status <> 'needs_reconnect' and b.last_sync_at is not null
     and coalesce(b.sync_leased_until, '-infinity') < at
   order by b.next_compare_at limit most
$$;
alter function mailboxes_to_compare(timestamptz, int) owner to overture_sweep;
revoke all on function mailboxes_to_compare(timestamptz, int) from public;
grant execute on function mailboxes_to_compare(timestamptz, int) to overture_app;

-- One kept connection per mailbox (IDLE), whichever process holds it.
alter table mailboxes add column watch_leased_by text;
alter table mailboxes add column watch_leased_until timestamptz;
alter table mailboxes add column watched_since timestamptz;       -- null: news come by looking every minute

create function mailboxes_to_watch(at timestamptz, most int) returns table (workspace_id uuid, mailbox_id uuid, host text)
language sql stable security definer set search_path = public as $$
  select b.workspace_id, b.id, b.imap->>'host' from mailboxes b
   where b.deleted_at is null and b.kind = 'smtp' and b.status <> 'needs_reconnect' and b.last_sync_at is not null and b.sync_error is null
     and coalesce(b.watch_leased_until, '-infinity') < at
   order by b.last_sync_at limit most
$$;
alter function mailboxes_to_watch(timestamptz, int) owner to overture_sweep;
revoke all on function mailboxes_to_watch(timestamptz, int) from public;
grant execute on function mailboxes_to_watch(timestamptz, int) to overture_app;
