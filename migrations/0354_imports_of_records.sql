-- Imports of other records than leads: what the rows are, whether companies they speak of are made where there are none, and which
-- records came of them (for undo, and so that a row that is brought again is known).
alter table imports
  add column record text not null default 'lead' check (record in ('lead', 'company', 'product', 'deal', 'member')),
  add column create_missing boolean not null default false;

create table import_records (
  workspace_id uuid not null,
  import_id    uuid not null,
  row_no       bigint not null,
  kind         text not null check (kind in ('company', 'product', 'deal', 'member', 'team')),
  record_id    uuid not null,
  made         boolean not null,               -- else it was known and has been changed
  before       jsonb,                          -- column → [old, new]
  external_id  text,                           -- what the file calls it
  primary key (workspace_id, import_id, row_no, kind, record_id),
  foreign key (workspace_id, import_id) references imports (workspace_id, id) on delete cascade
);
create index import_records_by_external_id on import_records (workspace_id, kind, external_id) where external_id is not null;
call protect('import_records');

-- Names are compared without case, blanks and punctuation: "GTXPro" is "GTX Pro". The same rule stands in server/imports/record-matching.ts.
create function folded_name(name text) returns text language sql immutable parallel safe as $$
  select regexp_replace(lower(name), '[^[:alnum:]]+', '', 'g')
$$;
