-- A change to many leads costs what it writes. Where no indexed column changes, a row's new version finds room on its own page and no
-- index is written; the one of trigrams alone costs more than the row. So pages are filled to four fifths, and the status, which
-- changes most, is in no index any more: a list of one status walks the newest leads.
alter table leads set (fillfactor = 80);
drop index leads_by_status;

-- The same history for a third of the time: columns are compared as they are, and only what differs is made JSON.
create or replace function note_lead_changes() returns trigger language plpgsql set enable_nestloop = off as $$
begin
  insert into field_changes (workspace_id, subject, subject_id, field, before, after, at, actor, source, source_id, why)
  select n.workspace_id, 'lead', n.id, f.field, f.before, f.after, case when n.updated_at is distinct from o.updated_at then n.updated_at else now() end,
         coalesce(nullif(current_setting('app.actor', true), ''), 'overture'),
         coalesce(nullif(current_setting('app.source', true), ''), case when current_setting('app.actor', true) like 'user:%' then 'person' else 'automation' end),
         nullif(current_setting('app.source_id', true), '')::uuid, nullif(current_setting('app.why', true), '')
    from old_rows o join new_rows n on n.workspace_id = o.workspace_id and n.id = o.id
    cross join lateral (
      select 'email' as field, to_jsonb(o.email) as before, to_jsonb(n.email) as after where o.email is distinct from n.email
      union all select 'firstName', to_jsonb(o.first_name), to_jsonb(n.first_name) where o.first_name is distinct from n.first_name
      union all select 'lastName', to_jsonb(o.last_name), to_jsonb(n.last_name) where o.last_name is distinct from n.last_name
      union all select 'title', to_jsonb(o.title), to_jsonb(n.title) where o.title is distinct from n.title
      union all select 'phone', to_jsonb(o.phone), to_jsonb(n.phone) where o.phone is distinct from n.phone
      union all select 'linkedinUrl', to_jsonb(o.linkedin_url), to_jsonb(n.linkedin_url) where o.linkedin_url is distinct from n.linkedin_url
      union all select 'companyName', to_jsonb(o.company_name), to_jsonb(n.company_name) where o.company_name is distinct from n.company_name
      union all select 'city', to_jsonb(o.city), to_jsonb(n.city) where o.city is distinct from n.city
      union all select 'country', to_jsonb(o.country), to_jsonb(n.country) where o.country is distinct from n.country
      union all select 'timeZone', to_jsonb(o.time_zone), to_jsonb(n.time_zone) where o.time_zone is distinct from n.time_zone
      union all select 'language', to_jsonb(o.language), to_jsonb(n.language) where o.language is distinct from n.language
      union all select 'status', to_jsonb(o.status), to_jsonb(n.status) where o.status is distinct from n.status
      union all select 'tags', to_jsonb(o.tags), to_jsonb(n.tags) where o.tags is distinct from n.tags
      union all select 'notes', to_jsonb(o.notes), to_jsonb(n.notes) where o.notes is distinct from n.notes
      union all select 'ownerId', to_jsonb(o.owner_id), to_jsonb(n.owner_id) where o.owner_id is distinct from n.owner_id
      union all
      select 'custom.' || k, o.custom -> k, n.custom -> k from jsonb_object_keys(o.custom || n.custom) k where o.custom is distinct from n.custom and o.custom -> k is distinct from n.custom -> k) f
   where (o.email, o.first_name, o.last_name, o.title, o.phone, o.linkedin_url, o.company_name, o.city, o.country, o.time_zone, o.language, o.status, o.tags, o.notes, o.owner_id, o.custom)
         is distinct from (n.email, n.first_name, n.last_name, n.title, n.phone, n.linkedin_url, n.company_name, n.city, n.country, n.time_zone, n.language, n.status, n.tags, n.notes, n.owner_id, n.custom);
  return null;
end $$;

create or replace function note_company_changes() returns trigger language plpgsql set enable_nestloop = off as $$
begin
  insert into field_changes (workspace_id, subject, subject_id, field, before, after, at, actor, source, source_id, why)
  select n.workspace_id, 'company', n.id, f.field, f.before, f.after, case when n.updated_at is distinct from o.updated_at then n.updated_at else now() end,
         coalesce(nullif(current_setting('app.actor', true), ''), 'overture'),
         coalesce(nullif(current_setting('app.source', true), ''), case when current_setting('app.actor', true) like 'user:%' then 'person' else 'automation' end),
         nullif(current_setting('app.source_id', true), '')::uuid, nullif(current_setting('app.why', true), '')
    from old_rows o join new_rows n on n.workspace_id = o.workspace_id and n.id = o.id
    cross join lateral (
      select 'name' as field, to_jsonb(o.name) as before, to_jsonb(n.name) as after where o.name is distinct from n.name
      union all select 'domain', to_jsonb(o.domain), to_jsonb(n.domain) where o.domain is distinct from n.domain
      union all select 'website', to_jsonb(o.website), to_jsonb(n.website) where o.website is distinct from n.website
      union all select 'industry', to_jsonb(o.industry), to_jsonb(n.industry) where o.industry is distinct from n.industry
      union all select 'size', to_jsonb(o.size), to_jsonb(n.size) where o.size is distinct from n.size
      union all select 'city', to_jsonb(o.city), to_jsonb(n.city) where o.city is distinct from n.city
      union all select 'country', to_jsonb(o.country), to_jsonb(n.country) where o.country is distinct from n.country
      union all select 'description', to_jsonb(o.description), to_jsonb(n.description) where o.description is distinct from n.description
      union all select 'phone', to_jsonb(o.phone), to_jsonb(n.phone) where o.phone is distinct from n.phone
      union all select 'tags', to_jsonb(o.tags), to_jsonb(n.tags) where o.tags is distinct from n.tags
      union all select 'ownerId', to_jsonb(o.owner_id), to_jsonb(n.owner_id) where o.owner_id is distinct from n.owner_id
      union all
      select 'custom.' || k, o.custom -> k, n.custom -> k from jsonb_object_keys(o.custom || n.custom) k where o.custom is distinct from n.custom and o.custom -> k is distinct from n.custom -> k) f
   where (o.name, o.domain, o.website, o.industry, o.size, o.city, o.country, o.description, o.phone, o.tags, o.owner_id, o.custom)
         is distinct from (n.name, n.domain, n.website, n.industry, n.size, n.city, n.country, n.description, n.phone, n.tags, n.owner_id, n.custom);
  return null;
end $$;

-- The newest that a search finds. How common a word is shows among the newest three hundred: where it promises a page within twenty
-- thousand, they are walked in their order until the page is full (2 ms for a word in 2 % of 100,000); else the index is asked.
create or replace function found_leads(patterns text[], after_at timestamptz, after_id uuid, most int) returns setof uuid
language plpgsql stable security definer rows 50 set search_path = public as $$
declare
  place text := case when after_at is not null then format('and (l.created_at, l.id) < (%L::timestamptz, %L::uuid)', after_at, after_id) else '' end || seen_leads();
  newest text := format('from (select l.id, l.searchable from leads l where l.workspace_id = %L and l.deleted_at is null %s order by l.created_at desc, l.id desc limit ', current_workspace(), place);
  fits text := found_like(patterns);
  hits int;
  ids uuid[];
begin
  execute format('select count(*) %s 300) l where true %s', newest, fits) into hits;
  if hits * 20000 >= most * 300 then
    execute format('select array(select l.id %s 20000) l where true %s limit %s)', newest, fits, most) into ids;
    if cardinality(ids) >= most then return query select unnest(ids); return; end if;
  end if;
  return query execute format('with l as materialized (select l.id, l.created_at, l.owner_id from leads l where l.workspace_id = %L and l.deleted_at is null %s %s) select l.id from l order by l.created_at desc, l.id desc limit %s',
    current_workspace(), fits, place, most);
end $$;
