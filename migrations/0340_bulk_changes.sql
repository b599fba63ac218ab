-- One change to many records, as a job. Whom it means is fixed when it is asked for and kept in chunks of ids; each chunk is one
-- transaction that also writes what was there before. So a kill costs at most one chunk, cancelling is heard between two, and
-- undoing gives back exactly what was changed.
create table bulk_changes (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  action       jsonb not null,
  status       text not null default 'running' check (status in ('running', 'finished', 'cancelled', 'failed', 'undoing', 'undone')),
  total        int not null,
  done         int not null default 0,       -- looked at, of `total`
  changed      int not null default 0,
  failed       int not null default 0,
  restored     int not null default 0,       -- by undoing
  kept         int not null default 0,       -- left as they are by undoing, because somebody changed them meanwhile
  cancel_asked boolean not null default false,
  created_by   uuid,
  created_at   timestamptz not null,
  ended_at     timestamptz,
  undo_until   timestamptz,
  primary key (workspace_id, id)
);
create index bulk_changes_newest on bulk_changes (workspace_id, created_at desc);
call protect('bulk_changes');

create table bulk_chunks (
  workspace_id uuid not null,
  bulk_id      uuid not null,
  n            int not null,
  lead_ids     uuid[] not null,
  changed_ids  uuid[],                       -- null until done
  before       jsonb,                        -- an array beside changed_ids: what each had
  undone       boolean not null default false,
  primary key (workspace_id, bulk_id, n),
  foreign key (workspace_id, bulk_id) references bulk_changes (workspace_id, id) on delete cascade
);
call protect('bulk_chunks');

create table bulk_failures (
  workspace_id uuid not null,
  bulk_id      uuid not null,
  lead_id      uuid not null,
  reason       text not null,
  primary key (workspace_id, bulk_id, lead_id),
  foreign key (workspace_id, bulk_id) references bulk_changes (workspace_id, id) on delete cascade
);
call protect('bulk_failures');
