-- People, continued: what search, suppression and imports need beside the first tables.

-- 'dana@mail.acme.co.uk' → {mail.acme.co.uk, acme.co.uk, co.uk}: the domains whose suppression stands in an address's way.
-- In plpgsql on purpose: the same in SQL is planned anew by every statement that calls it, ten times the cost of the work.
create function email_domains(email text) returns text[] language plpgsql immutable strict parallel safe as $$
declare
  host  text := lower(split_part(email, '@', 2));
  found text[] := array[host];
begin
  loop
    host := substr(host, strpos(host, '.') + 1);
    exit when strpos(host, '.') = 0 or host = found[cardinality(found)];
    found := found || host;
  end loop;
  return found;
end $$;

-- The question the send gate asks, for many mails in one round trip. Two statements on purpose: the second has a
-- snapshot taken after the locks were granted, so it sees a suppression that committed while we waited for them.
create function lock_contactable(workspace uuid, lead_ids uuid[], addresses text[])
returns table (lead_id uuid, found boolean, deleted boolean, kind text, value text, reason text)
language plpgsql volatile as $$
begin
  perform 1 from leads l where l.workspace_id = workspace and l.id = any(lead_ids) order by l.id for share;
  return query
    select a.lead_id, l.id is not null, l.deleted_at is not null, s.kind, s.value, s.reason
      from unnest(lead_ids, addresses) a (lead_id, address)
      left join leads l on l.workspace_id = workspace and l.id = a.lead_id
      left join lateral (
        select x.kind, x.value, x.reason
          from (select 'address' as kind, a.address as value union all select 'domain', unnest(email_domains(a.address))) w
          join suppressions x on x.workspace_id = workspace and x.kind = w.kind and x.value = w.value
         order by x.kind limit 1) s on true;
end $$;

-- Whose import added a member, so that undoing it takes exactly those away.
alter table list_members add column import_id uuid;
create index list_members_of_lead on list_members (workspace_id, lead_id);
create index list_members_of_import on list_members (workspace_id, import_id) where import_id is not null;
create index companies_by_any_name on companies (workspace_id, lower(name));
create index companies_of_import on companies (workspace_id, import_id) where import_id is not null;
create index leads_trash on leads (workspace_id, deleted_at desc, id desc) where deleted_at is not null;
create index suppressions_newest on suppressions (workspace_id, created_at desc, id desc);

alter table saved_filters add column search text, add column sort text;

alter table imports
  add column rows bigint not null default 0,            -- in the file, without the header; counted while it came in
  add column import_suppressed boolean not null default false,
  add column tags text[] not null default '{}',
  add column made_list boolean not null default false,  -- its target list did not exist before
  add column undo jsonb;                                -- { removed, restored, kept } once undone

alter table import_rows add column code text, add column at_column int;
create index import_rows_of_lead on import_rows (workspace_id, lead_id) where lead_id is not null;
create index imports_newest on imports (workspace_id, created_at desc, id desc);

-- Pages are cut by created_at as JavaScript knows it: to the millisecond.
alter table leads alter column created_at set default date_trunc('milliseconds', now());
alter table companies alter column created_at set default date_trunc('milliseconds', now());
alter table suppressions alter column created_at set default date_trunc('milliseconds', now());
alter table imports alter column created_at set default date_trunc('milliseconds', now());

-- A bulk load outruns the statistics: until autovacuum comes by, the planner thinks a workspace has one lead and reads all of
-- them to find one. Whoever writes thousands of rows asks for fresh statistics of the columns that are looked up by; `force`
-- false: only where much has changed.
create function analyze_people(force boolean) returns void language plpgsql security definer set search_path = public as $$
declare t record;
begin
  for t in select s.relname from pg_stat_user_tables s join pg_class c on c.oid = s.relid
            where s.schemaname = 'public' and s.relname in ('leads', 'companies', 'list_members', 'import_rows', 'suppressions')
              and (s.n_mod_since_analyze > 500 + greatest(c.reltuples, 0) * 0.1 or (force and s.relname in ('leads', 'companies'))) loop
    if t.relname = 'leads' then analyze leads (workspace_id, id, email, status, company_id, import_id, created_at, deleted_at);
    elsif t.relname = 'companies' then analyze companies (workspace_id, id, name, domain, import_id, created_at);
    else execute format('analyze %I', t.relname); end if;
  end loop;
end $$;
revoke all on function analyze_people(boolean) from public;
grant execute on function analyze_people(boolean) to overture_app;

-- The first question of every morning: the fifty newest leads (from the top, or after a place in the list; one more tells
-- whether there are others), and with each row what of the suppression list concerns the page, as lines "kind value reason".
-- A function, so that the workspace is set and all is asked in one message instead of five: a third of the time. The walls
-- stand, for it runs as its caller. The limit is a constant, for which the plan can be kept.
create function newest_leads(workspace uuid, after_at timestamptz, after_id uuid)
returns table (id uuid, email text, first_name text, last_name text, title text, company_id uuid, company_name text, city text, country text, status text, tags text[],
               owner_id uuid, created_at timestamptz, last_activity_at timestamptz, replied_at timestamptz, hits text)
language plpgsql volatile as $$
declare
  concerned text[];
  deep text[];
  lines text;
begin
  perform set_config('app.workspace_id', workspace::text, true);
  if after_at is null then
    select array_agg(p.email) || array_agg(split_part(p.email, '@', 2)), array_agg(p.email) filter (where p.email like '%@%.%.%') into concerned, deep
      from (select l.email from leads l where l.workspace_id = workspace and l.deleted_at is null order by l.created_at desc, l.id desc limit 51) p;
  else
    select array_agg(p.email) || array_agg(split_part(p.email, '@', 2)), array_agg(p.email) filter (where p.email like '%@%.%.%') into concerned, deep
      from (select l.email from leads l where l.workspace_id = workspace and l.deleted_at is null and (l.created_at, l.id) < (after_at, after_id) order by l.created_at desc, l.id desc limit 51) p;
  end if;
  if deep is not null then concerned := concerned || array(select d from unnest(deep) e, unnest(email_domains(e)) d); end if;
  select string_agg(s.kind || ' ' || s.value || ' ' || s.reason, chr(10)) into lines
    from suppressions s where s.workspace_id = workspace and s.kind in ('address', 'domain') and s.value = any(concerned);
  if after_at is null then
    return query select l.id, l.email, l.first_name, l.last_name, l.title, l.company_id, l.company_name, l.city, l.country, l.status, l.tags, l.owner_id, l.created_at, l.last_activity_at, l.replied_at, lines
      from leads l where l.workspace_id = workspace and l.deleted_at is null order by l.created_at desc, l.id desc limit 51;
  else
    return query select l.id, l.email, l.first_name, l.last_name, l.title, l.company_id, l.company_name, l.city, l.country, l.status, l.tags, l.owner_id, l.created_at, l.last_activity_at, l.replied_at, lines
      from leads l where l.workspace_id = workspace and l.deleted_at is null and (l.created_at, l.id) < (after_at, after_id) order by l.created_at desc, l.id desc limit 51;
  end if;
end $$;

-- Search. Under row-level security PostgreSQL may not ask an index with LIKE (the operator is not leakproof, so the wall is
-- checked first, row by row). These functions stand on the other side of the wall, look only into the workspace that is set,
-- and hand out ids; the leads themselves are read by the caller, behind the wall. Nor may the planner use its statistics for
-- LIKE there, so it cannot tell common words from rare ones; found_leads finds out by looking: a common word shows among the
-- newest thousand (2 ms), the others are asked of the trigram index (1-5 ms). Left to itself the planner took 180 ms to find
-- out that a word does not occur.
call let_sweep('leads');

create function found_like(patterns text[]) returns text language sql immutable as
$$ select coalesce(string_agg(format('and l.searchable like %L', p), ' '), '') from unnest(patterns) p $$;

-- `patterns`: for LIKE, all of them must fit. Newest first, after a place in the list, at most so many.
create function found_leads(patterns text[], after_at timestamptz, after_id uuid, most int) returns setof uuid
language plpgsql stable security definer rows 50 set search_path = public as $$
declare
  place text := case when after_at is not null then format('and (l.created_at, l.id) < (%L::timestamptz, %L::uuid)', after_at, after_id) else '' end;
  ids uuid[];
begin
  execute format('select array(select l.id from (select l.id, l.searchable from leads l where l.workspace_id = %L and l.deleted_at is null %s order by l.created_at desc, l.id desc limit 1000) l
                                where true %s limit %s)', current_workspace(), place, found_like(patterns), most) into ids;
  if cardinality(ids) >= most then return query select unnest(ids); return; end if;
  return query execute format('with l as materialized (select l.id, l.created_at from leads l where l.workspace_id = %L and l.deleted_at is null %s %s) select l.id from l order by l.created_at desc, l.id desc limit %s',
    current_workspace(), found_like(patterns), place, most);
end $$;
create function matching_leads(patterns text[]) returns setof uuid
language plpgsql stable security definer rows 1000 set search_path = public as $$
begin
  return query execute format('select l.id from leads l where l.workspace_id = %L and l.deleted_at is null %s', current_workspace(), found_like(patterns));
end $$;
-- Counts up to `most`.
create function found_count(patterns text[], most int) returns bigint
language plpgsql stable security definer set search_path = public as $$
declare n bigint;
begin
  execute format('select count(*) from (select from leads l where l.workspace_id = %L and l.deleted_at is null %s limit %s) capped', current_workspace(), found_like(patterns), most) into n;
  return n;
end $$;
alter function found_count(text[], int) owner to overture_sweep;
revoke all on function found_count(text[], int) from public;
grant execute on function found_count(text[], int) to overture_app;
alter function found_leads(text[], timestamptz, uuid, int) owner to overture_sweep;
alter function matching_leads(text[]) owner to overture_sweep;
revoke all on function found_leads(text[], timestamptz, uuid, int), matching_leads(text[]) from public;
grant execute on function found_leads(text[], timestamptz, uuid, int), matching_leads(text[]) to overture_app;

-- ── What an import does to a cell. Most cells are clean: one look, and they pass as they are. ──

-- Undoes the apostrophe that exports put before a formula's first character; blanks and invisible characters at the ends
-- go, control characters become a blank (`keep_lines`: line breaks and tabs stay), and "nothing" in its usual spellings is null.
create function import_scrub(cell text, keep_lines boolean) returns text language plpgsql immutable parallel safe as $$
declare t text := cell;
begin
  if t ~ '^''+(?:[\t\r\n]|[\s\u0001-\u001f\u007f-\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*[=+@＝＋－＠|%-])' then t := substr(t, 2); end if;
  if keep_lines then t := regexp_replace(t, '[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f]+', ' ', 'g');
  else t := regexp_replace(t, '[\u0001-\u001f\u007f]+', ' ', 'g'); end if;
  t := regexp_replace(t, '^[\s\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+|[\s\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+$', '', 'g');
  if t = '' or lower(t) in ('n/a', '#n/a', '-', '--', '—', '(null)', 'k.a.', 'k. a.') or t in ('NULL', 'null') then return null; end if;
  return t;
end $$;

create function import_line(cell text) returns text language sql immutable parallel safe as $$
  select case when cell ~ '^[[:space:]''—#(-]|[[:space:][:cntrl:]\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]$|[[:cntrl:]]|^[\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|^(?:[nN][uU][lL][lL]|[nN]/[aA]|[kK][.] ?[aA][.])$'
              then import_scrub(cell, false) else nullif(cell, '') end
$$;
create function import_text(cell text) returns text language sql immutable parallel safe as $$
  select case when cell is null then null else import_scrub(cell, true) end
$$;

-- '+49 (0)30 / 123-45' → '+493012345'; what is no number stays as it is.
create function import_phone(phone text) returns text language sql immutable parallel safe as $$
  select case when replace(phone, '(0)', '') !~ '^[+0-9][0-9 ()./-]{4,}$' then phone
              when phone like '+%' then '+' || regexp_replace(replace(phone, '(0)', ''), '[^0-9]', '', 'g')
              when phone like '00%' then '+' || substr(regexp_replace(replace(phone, '(0)', ''), '[^0-9]', '', 'g'), 3)
              else regexp_replace(phone, '[^0-9]', '', 'g') end
$$;

-- 'linkedin.com/in/dana?x' → 'https://www.linkedin.com/in/dana'; null for what is no profile.
create function import_linkedin(url text) returns text language sql immutable parallel safe as $$
  select 'https://www.linkedin.com/' || lower(m[1]) || '/' || m[2]
    from regexp_match(url, '^(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/(in|pub|company)/([^/?#[:space:]]{1,200})', 'i') m
$$;

-- 'Dr. Ludwig van Beethoven' → {Ludwig, van Beethoven}; 'Okafor, Dana' → {Dana, Okafor}.
create function import_name(full_name text) returns text[] language plpgsql immutable parallel safe as $$
declare
  t text := regexp_replace(full_name, '^(?:(?:dr|prof|mr|mrs|ms|miss|herr|frau|dipl|ing|mag|m|mme|sr|sra)\.?\s+)+(?=\S)', '', 'i');
  last text;
begin
  if t like '%,%' then return array[nullif(btrim(substr(t, position(',' in t) + 1)), ''), nullif(btrim(split_part(t, ',', 1)), '')]; end if;
  if t !~ '\s' then return array[t, null]; end if;
  last := substring(t from '(?i)((?:\m(?:van|von|vom|zu|zur|zum|de|der|den|del|della|di|da|dos|das|du|la|le|ter|ten|af|av|al|el|bin|ibn|st\.?)\s+)*\S+)$');
  return array[nullif(btrim(left(t, length(t) - length(last))), ''), last];
end $$;

-- 'a, b;c|d' → {a,b,c,d}
create function import_tags(cell text) returns text[] language sql immutable parallel safe as $$
  select coalesce(array(select distinct btrim(t) from unnest(regexp_split_to_array(cell, '[,;|]')) t where btrim(t) <> ''), '{}')
$$;
