-- What the nightly self-check found: one row a run and workspace, the newest hundred kept.
create table self_checks (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  at           timestamptz not null,
  by           text not null,                  -- who asked: a person, or 'overture' at night
  took_ms      int not null,
  findings     jsonb not null,                 -- [{ name, holds, count, examples }], empty when all is well
  checked      int not null,
  primary key (workspace_id, id)
);
create index self_checks_newest on self_checks (workspace_id, at desc);
call protect('self_checks');

-- The walls, as the application role can read them: tables of a workspace without forced row-level security.
create function tables_without_wall() returns setof text
language sql stable set search_path = public as $$
  select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
   where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> 'sessions' and not (c.relrowsecurity and c.relforcerowsecurity) order by 1
$$;
