-- What all records have in common: fields of one's own, what changed when and by whom, files, signals.

create table custom_fields (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  subject      text not null check (subject in ('lead', 'company', 'deal')),
  key          text not null,                 -- in the record's `custom`; never changes
  name         text not null,
  type         text not null check (type in ('text', 'number', 'money', 'date', 'yesNo', 'select', 'multiSelect', 'relation', 'url')),
  choices      text[] not null default '{}',
  currency     text,
  target       text check (target in ('lead', 'company', 'member')),
  help         text,
  position     int not null default 0,
  created_at   timestamptz not null,
  primary key (workspace_id, id)
);
create unique index custom_fields_by_key on custom_fields (workspace_id, subject, key);
create unique index custom_fields_by_name on custom_fields (workspace_id, subject, lower(name));
call protect('custom_fields');

-- Every change of every field, whoever made it and however: the table's own trigger writes it.
create table field_changes (
  workspace_id uuid not null references workspaces on delete cascade,
  id           bigint generated always as identity,
  subject      text not null,
  subject_id   uuid not null,
  field        text not null,                 -- as the contract calls it; custom.<key> of a field of one's own
  before       jsonb,
  after        jsonb,
  at           timestamptz not null,
  actor        text not null,                 -- user:<id>, or the name of the part of us
  source       text not null,                 -- person, import, research, automation, merge, undo, api
  source_id    uuid,                          -- the import, the merge
  why          text,
  primary key (workspace_id, id)
);
create index field_changes_of on field_changes (workspace_id, subject_id, id desc);
call protect('field_changes');

-- Once a statement, for an import changes thousands of rows in one. Nested loops are forbidden because the plan is kept: made
-- for one row it would compare each of ten thousand with each.
create function note_lead_changes() returns trigger language plpgsql set enable_nestloop = off as $$
begin
  insert into field_changes (workspace_id, subject, subject_id, field, before, after, at, actor, source, source_id, why)
  select n.workspace_id, 'lead', n.id, f.field, f.before, f.after, case when n.updated_at is distinct from o.updated_at then n.updated_at else now() end,
         coalesce(nullif(current_setting('app.actor', true), ''), 'overture'),
         coalesce(nullif(current_setting('app.source', true), ''), case when current_setting('app.actor', true) like 'user:%' then 'person' else 'automation' end),
         nullif(current_setting('app.source_id', true), '')::uuid, nullif(current_setting('app.why', true), '')
    from old_rows o join new_rows n on n.workspace_id = o.workspace_id and n.id = o.id
    cross join lateral (
      select v.field, v.before, v.after
        from (values ('email', to_jsonb(o.email), to_jsonb(n.email)), ('firstName', to_jsonb(o.first_name), to_jsonb(n.first_name)), ('lastName', to_jsonb(o.last_name), to_jsonb(n.last_name)),
                     ('title', to_jsonb(o.title), to_jsonb(n.title)), ('phone', to_jsonb(o.phone), to_jsonb(n.phone)), ('linkedinUrl', to_jsonb(o.linkedin_url), to_jsonb(n.linkedin_url)),
                     ('companyName', to_jsonb(o.company_name), to_jsonb(n.company_name)), ('city', to_jsonb(o.city), to_jsonb(n.city)), ('country', to_jsonb(o.country), to_jsonb(n.country)),
                     ('timeZone', to_jsonb(o.time_zone), to_jsonb(n.time_zone)), ('language', to_jsonb(o.language), to_jsonb(n.language)), ('status', to_jsonb(o.status), to_jsonb(n.status)),
                     ('tags', to_jsonb(o.tags), to_jsonb(n.tags)), ('notes', to_jsonb(o.notes), to_jsonb(n.notes)), ('ownerId', to_jsonb(o.owner_id), to_jsonb(n.owner_id))) v (field, before, after)
       where v.before is distinct from v.after
      union all
      select 'custom.' || k, o.custom -> k, n.custom -> k from jsonb_object_keys(o.custom || n.custom) k where o.custom is distinct from n.custom and o.custom -> k is distinct from n.custom -> k) f
   where (o.email, o.first_name, o.last_name, o.title, o.phone, o.linkedin_url, o.company_name, o.city, o.country, o.time_zone, o.language, o.status, o.tags, o.notes, o.owner_id, o.custom)
         is distinct from (n.email, n.first_name, n.last_name, n.title, n.phone, n.linkedin_url, n.company_name, n.city, n.country, n.time_zone, n.language, n.status, n.tags, n.notes, n.owner_id, n.custom);
  return null;
end $$;
create trigger lead_changes after update on leads referencing old table as old_rows new table as new_rows for each statement execute function note_lead_changes();

create function note_company_changes() returns trigger language plpgsql set enable_nestloop = off as $$
begin
  insert into field_changes (workspace_id, subject, subject_id, field, before, after, at, actor, source, source_id, why)
  select n.workspace_id, 'company', n.id, f.field, f.before, f.after, case when n.updated_at is distinct from o.updated_at then n.updated_at else now() end,
         coalesce(nullif(current_setting('app.actor', true), ''), 'overture'),
         coalesce(nullif(current_setting('app.source', true), ''), case when current_setting('app.actor', true) like 'user:%' then 'person' else 'automation' end),
         nullif(current_setting('app.source_id', true), '')::uuid, nullif(current_setting('app.why', true), '')
    from old_rows o join new_rows n on n.workspace_id = o.workspace_id and n.id = o.id
    cross join lateral (
      select v.field, v.before, v.after
        from (values ('name', to_jsonb(o.name), to_jsonb(n.name)), ('domain', to_jsonb(o.domain), to_jsonb(n.domain)), ('website', to_jsonb(o.website), to_jsonb(n.website)),
                     ('industry', to_jsonb(o.industry), to_jsonb(n.industry)), ('size', to_jsonb(o.size), to_jsonb(n.size)), ('city', to_jsonb(o.city), to_jsonb(n.city)),
                     ('country', to_jsonb(o.country), to_jsonb(n.country)), ('description', to_jsonb(o.description), to_jsonb(n.description)), ('phone', to_jsonb(o.phone), to_jsonb(n.phone)),
                     ('tags', to_jsonb(o.tags), to_jsonb(n.tags)), ('ownerId', to_jsonb(o.owner_id), to_jsonb(n.owner_id))) v (field, before, after)
       where v.before is distinct from v.after
      union all
      select 'custom.' || k, o.custom -> k, n.custom -> k from jsonb_object_keys(o.custom || n.custom) k where o.custom is distinct from n.custom and o.custom -> k is distinct from n.custom -> k) f
   where (o.name, o.domain, o.website, o.industry, o.size, o.city, o.country, o.description, o.phone, o.tags, o.owner_id, o.custom)
         is distinct from (n.name, n.domain, n.website, n.industry, n.size, n.city, n.country, n.description, n.phone, n.tags, n.owner_id, n.custom);
  return null;
end $$;
create trigger company_changes after update on companies referencing old table as old_rows new table as new_rows for each statement execute function note_company_changes();

create table record_files (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null,
  subject      text not null check (subject in ('lead', 'company', 'deal')),
  subject_id   uuid not null,
  name         text not null,
  media_type   text not null,                 -- as its bytes say, not as its sender says
  bytes        bigint not null,
  sha256       text not null,
  storage_key  text not null,
  uploaded_by  uuid,
  created_at   timestamptz not null,
  deleted_at   timestamptz,
  primary key (workspace_id, id)
);
create index record_files_of on record_files (workspace_id, subject_id, created_at desc);
create index record_files_trash on record_files (workspace_id, deleted_at) where deleted_at is not null;
call protect('record_files');

create table signals (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  subject      text not null check (subject in ('lead', 'company')),
  subject_id   uuid not null,
  kind         text not null,
  on_day       date not null,
  note         text,
  source_url   text,
  created_by   uuid,
  created_at   timestamptz not null,
  primary key (workspace_id, id)
);
create index signals_of on signals (workspace_id, subject_id, on_day desc, id desc);
call protect('signals');

-- Taken out of the trash for good, but mails tell of them: who they were is gone, that we wrote to this address stays.
alter table leads add column emptied_at timestamptz;
-- The lead that took this one in; it lies in the trash, from which only taking the merge back brings it.
alter table leads add column merged_into uuid;
alter table companies add column merged_into uuid;
