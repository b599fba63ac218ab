-- Who sees whose records. Every record has an owner (or nobody); a role sees all of a kind, those of the own team, or the own.
-- What belongs to nobody is everybody's until somebody takes it.

create table teams (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  name         text not null,
  created_at   timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index teams_by_name on teams (workspace_id, lower(name));
call protect('teams');
alter table members add column team_id uuid,
  add constraint members_team foreign key (workspace_id, team_id) references teams (workspace_id, id) on delete set null (team_id);

-- No row: the role's own custom (everybody sees all, a rep changes the own).
create table role_rights (
  workspace_id uuid not null references workspaces on delete cascade,
  role         text not null check (role in ('manager', 'rep', 'viewer')),
  kind         text not null check (kind in ('leads', 'companies', 'deals', 'tasks')),
  sees         text not null check (sees in ('all', 'team', 'own')),
  changes      text not null check (changes in ('all', 'team', 'own')),
  primary key (workspace_id, role, kind)
);
call protect('role_rights');

alter table companies add column owner_id uuid;

-- Whose records of a kind this transaction sees beside those of nobody; null: all. Set when the transaction begins, for people only.
create function seen_owners(kind text) returns uuid[] language sql stable as $$
  select nullif(current_setting('app.see_' || kind, true), '')::uuid[]
$$;

-- Puts a record table (with owner_id) behind the rights of its kind, which is its name. One may make and give away what one then no
-- longer sees; the verbs say whether one may.
create procedure record_rights(name text) language plpgsql as $$
begin
  execute format('create policy record_rights on %I as restrictive to overture_app
    using ((select seen_owners(%L)) is null or owner_id is null or owner_id = any((select seen_owners(%L))::uuid[])) with check (true)', name, name, name);
end $$;
-- A table that tells of records of another: a row is seen where its record is.
create procedure record_rights_of(name text, key text, records text, kind text) language plpgsql as $$
begin
  execute format('create policy record_rights on %I as restrictive to overture_app
    using ((select seen_owners(%L)) is null or %I is null or exists (select from %I r where r.workspace_id = %I.workspace_id and r.id = %I.%I)) with check (true)',
    name, kind, key, records, name, name, key);
end $$;

call record_rights('leads');
call record_rights('companies');
call record_rights_of('events', 'lead_id', 'leads', 'leads');
call record_rights_of('list_members', 'lead_id', 'leads', 'leads');
call record_rights_of('import_rows', 'lead_id', 'leads', 'leads');
call record_rights_of('drafts', 'lead_id', 'leads', 'leads');
call record_rights_of('messages', 'lead_id', 'leads', 'leads');
call record_rights_of('threads', 'lead_id', 'leads', 'leads');
call record_rights_of('inbox_messages', 'lead_id', 'leads', 'leads');
call record_rights_of('enrollments', 'lead_id', 'leads', 'leads');
call record_rights_of('lead_addresses', 'lead_id', 'leads', 'leads');
call record_rights_of('bulk_results', 'lead_id', 'leads', 'leads');
call record_rights_of('correction_mails', 'lead_id', 'leads', 'leads');
call record_rights_of('thread_notes', 'thread_id', 'threads', 'leads');
call record_rights_of('reply_drafts', 'thread_id', 'threads', 'leads');

-- The functions that look for leads on the other side of the wall keep to the same rights.
create function seen_leads() returns text language sql stable as $$
  select case when seen_owners('leads') is null then '' else format('and (l.owner_id is null or l.owner_id = any(%L::uuid[]))', seen_owners('leads')) end
$$;
create or replace function found_leads(patterns text[], after_at timestamptz, after_id uuid, most int) returns setof uuid
language plpgsql stable security definer rows 50 set search_path = public as $$
declare
  place text := case when after_at is not null then format('and (l.created_at, l.id) < (%L::timestamptz, %L::uuid)', after_at, after_id) else '' end || seen_leads();
  ids uuid[];
begin
  execute format('select array(select l.id from (select l.id, l.searchable from leads l where l.workspace_id = %L and l.deleted_at is null %s order by l.created_at desc, l.id desc limit 1000) l
                                where true %s limit %s)', current_workspace(), place, found_like(patterns), most) into ids;
  if cardinality(ids) >= most then return query select unnest(ids); return; end if;
  return query execute format('with l as materialized (select l.id, l.created_at, l.owner_id from leads l where l.workspace_id = %L and l.deleted_at is null %s %s) select l.id from l order by l.created_at desc, l.id desc limit %s',
    current_workspace(), found_like(patterns), place, most);
end $$;
create or replace function matching_leads(patterns text[]) returns setof uuid
language plpgsql stable security definer rows 1000 set search_path = public as $$
begin
  return query execute format('select l.id from leads l where l.workspace_id = %L and l.deleted_at is null %s %s', current_workspace(), seen_leads(), found_like(patterns));
end $$;
create or replace function found_count(patterns text[], most int) returns bigint
language plpgsql stable security definer set search_path = public as $$
declare n bigint;
begin
  execute format('select count(*) from (select from leads l where l.workspace_id = %L and l.deleted_at is null %s %s limit %s) capped', current_workspace(), seen_leads(), found_like(patterns), most) into n;
  return n;
end $$;

-- An address is taken, though whoever asks may not see by whom.
create function address_is_taken(address text) returns boolean language sql stable security definer set search_path = public as $$
  select exists (select from leads l where l.workspace_id = current_workspace() and l.email = lower(address) and l.deleted_at is null)
$$;
alter function address_is_taken(text) owner to overture_sweep;
revoke all on function address_is_taken(text) from public;
grant execute on function address_is_taken(text) to overture_app;
