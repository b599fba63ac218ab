-- Where those we write to keep their mail: asked of the DNS once a month, for campaigns that prefer mailboxes of the same provider.
create table recipient_hosts (
  workspace_id uuid not null references workspaces on delete cascade,
  domain       text not null,
  host         text not null check (host in ('google', 'microsoft', 'other')),
  asked_at     timestamptz not null,
  primary key (workspace_id, domain)
);
call protect('recipient_hosts');

-- Why a lead hears from this mailbox: a sentence, of the moment it was chosen.
alter table enrollments add column mailbox_why text;
