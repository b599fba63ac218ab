-- What was a saved filter becomes a view: filter, search, sort, and beside them columns, density, grouping and layout; of leads,
-- companies, deals and tasks. `state` is the page's own (contract/views.ts).
alter table saved_filters rename to views;
alter table views add column kind text not null default 'leads' check (kind in ('leads', 'companies', 'deals', 'tasks')), add column state jsonb, add column updated_at timestamptz;
update views set state = jsonb_strip_nulls(jsonb_build_object('filter', nullif(filter, '{"all": []}'::jsonb), 'search', search, 'sort', sort)), updated_at = created_at;
alter table views alter column state set not null, alter column updated_at set not null, alter column kind drop default, drop column filter, drop column search, drop column sort;
create index views_of_kind on views (workspace_id, kind);

-- What a person thinks of a view: a favourite, or the one that opens by itself (one a kind).
create table view_marks (
  workspace_id uuid not null,
  user_id      uuid not null,
  view_id      uuid not null,
  kind         text not null,
  favourite    boolean not null default false,
  is_default   boolean not null default false,
  primary key (workspace_id, user_id, view_id),
  foreign key (workspace_id, view_id) references views (workspace_id, id) on delete cascade
);
create unique index view_marks_default on view_marks (workspace_id, user_id, kind) where is_default;
call protect('view_marks');
