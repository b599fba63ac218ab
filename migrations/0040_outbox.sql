-- The outbox: what it shows beyond the ledger's row.

-- Each look into a Sent folder for a mail in doubt, and what it found.
create table evidence_looks (
  workspace_id uuid not null,
  id           uuid not null default new_id(),
  message_id   uuid not null,
  at           timestamptz not null,
  seen         text not null check (seen in ('found', 'absent', 'unknown')),
  looked_by    text not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, message_id) references messages (workspace_id, id) on delete cascade
);
create index evidence_looks_of_message on evidence_looks (workspace_id, message_id, at);
call protect('evidence_looks');

-- What has ended without leaving: entered once a mail, never on the way of one that is sent.
create index messages_ended on messages (workspace_id, id) where state in ('failed', 'cancelled');

-- How long a person's own mails wait so that they can be taken back.
create table sending_preferences (
  workspace_id uuid not null references workspaces on delete cascade,
  user_id      uuid not null references users on delete cascade,
  undo_s       int not null default 10 check (undo_s in (0, 5, 10, 20, 30)),
  primary key (workspace_id, user_id)
);
call protect('sending_preferences');
