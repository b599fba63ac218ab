-- Leads that come by themselves: forms with their hosted page and their key for programs, and what came through them as it came.
create table forms (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  name         text not null,
  title        text not null default '',
  intro        text not null default '',
  thanks       text not null default '',
  consent      text not null default '',
  fields       jsonb not null default '[]',
  list_id      uuid,
  tags         text[] not null default '{}',
  owner_id     uuid,
  active       boolean not null default true,
  key_hash     text,                            -- SHA-256 of the secret in its key; none: programs may not hand in
  created_at   timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, list_id) references lists (workspace_id, id) on delete set null (list_id)
);
call protect('forms');

create table form_submissions (
  workspace_id    uuid not null,
  id              uuid not null default new_id(),
  form_id         uuid not null,
  at              timestamptz not null,
  via             text not null check (via in ('page', 'api')),
  payload         jsonb not null,
  utm             jsonb not null default '{}',
  idempotency_key text,
  outcome         text not null check (outcome in ('waiting', 'created', 'updated', 'known', 'rejected', 'spam')),
  reason          text,
  lead_id         uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, form_id) references forms (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete set null (lead_id)
);
create unique index form_submissions_by_key on form_submissions (workspace_id, form_id, idempotency_key) where idempotency_key is not null;
create index form_submissions_newest on form_submissions (workspace_id, form_id, at desc, id desc);
call protect('form_submissions');
call record_rights_of('form_submissions', 'lead_id', 'leads', 'leads');
