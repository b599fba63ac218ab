-- Numbered behind 0250, for it says anew what hold_contactable is.
-- Suppression of whole companies, and of people of whom only the hash of their address is known.
--
-- kind      value                                   stops
-- address   the address                             it
-- domain    a domain                                everybody at it and below it
-- company   the company's id                        every lead that belongs to it at the moment a mail is to leave
-- company_domain   a domain of that company         everybody at it and below it; part of its company's entry, never shown alone
-- hash      SHA-256 of an address, 64 hex digits    it
alter table suppressions drop constraint suppressions_kind_check;
alter table suppressions add constraint suppressions_kind_check check (kind in ('address', 'domain', 'company', 'company_domain', 'hash'));
alter table suppressions
  add column label text,                     -- of a company: its name, which outlives the company
  add column parent_id uuid,
  add constraint suppressions_of_a_company foreign key (workspace_id, parent_id) references suppressions (workspace_id, id) on delete cascade;
alter table suppressions drop constraint suppressions_workspace_id_kind_value_key;
alter table suppressions add constraint suppressions_once unique nulls not distinct (workspace_id, kind, value, parent_id);
create index suppressions_parts on suppressions (workspace_id, parent_id) where parent_id is not null;

-- The hash others compute too: SHA-256 of the address in lower case, its domain as A-labels.
create function address_hash(address text) returns text language sql immutable strict parallel safe as
$$ select encode(sha256(convert_to(address, 'UTF8')), 'hex') $$;

-- As before, and a lead's company is asked about too. `words`: addresses, their domains, their hashes.
create or replace function hold_contactable(workspace uuid, lead_ids uuid[], words text[]) returns boolean
language plpgsql volatile as $$
declare
  held  int;
  firms text[];
begin
  select count(*) filter (where h.deleted_at is null), array_agg(h.company_id::text) filter (where h.company_id is not null) into held, firms from (
    select l.deleted_at, l.company_id from leads l where l.workspace_id = workspace and l.id = any(lead_ids) order by l.id for share) h;
  return held = cardinality(lead_ids)
     and not exists (select from suppressions x where x.workspace_id = workspace and x.kind in ('address', 'domain', 'company', 'company_domain', 'hash') and x.value = any(words || firms));
end $$;

-- Who and why. `value` is for a person to read: the address itself where only its hash is known, the company by its name.
create or replace function lock_contactable(workspace uuid, lead_ids uuid[], addresses text[])
returns table (lead_id uuid, found boolean, deleted boolean, kind text, value text, reason text)
language plpgsql volatile as $$
begin
  perform 1 from leads l where l.workspace_id = workspace and l.id = any(lead_ids) order by l.id for share;
  return query
    select a.lead_id, l.id is not null, l.deleted_at is not null, s.kind, s.value, s.reason
      from unnest(lead_ids, addresses) a (lead_id, address)
      left join leads l on l.workspace_id = workspace and l.id = a.lead_id
      left join lateral (
        select x.kind, case x.kind when 'hash' then a.address else coalesce(x.label, x.value) end as value, x.reason
          from (select 'address' as kind, a.address as value union all select 'hash', address_hash(a.address) union all select 'company', l.company_id::text
                union all select k, d from unnest(email_domains(a.address)) d, unnest(array['domain', 'company_domain']) k) w
          join suppressions x on x.workspace_id = workspace and x.kind = w.kind and x.value = w.value
         order by x.kind limit 1) s on true;
end $$;

-- As before, and what concerns the page's companies and the hashes of its addresses.
create or replace function newest_leads(workspace uuid, after_at timestamptz, after_id uuid)
returns table (id uuid, email text, first_name text, last_name text, title text, company_id uuid, company_name text, city text, country text, status text, tags text[],
               owner_id uuid, created_at timestamptz, last_activity_at timestamptz, replied_at timestamptz, hits text)
language plpgsql volatile as $$
declare
  concerned text[];
  deep text[];
  firms text[];
  addresses text[];
  lines text;
begin
  perform set_config('app.workspace_id', workspace::text, true);
  if after_at is null then
    select array_agg(p.email), array_agg(split_part(p.email, '@', 2)), array_agg(p.email) filter (where p.email like '%@%.%.%'), array_agg(distinct p.company_id::text) filter (where p.company_id is not null) into addresses, concerned, deep, firms
      from (select l.email, l.company_id from leads l where l.workspace_id = workspace and l.deleted_at is null order by l.created_at desc, l.id desc limit 51) p;
  else
    select array_agg(p.email), array_agg(split_part(p.email, '@', 2)), array_agg(p.email) filter (where p.email like '%@%.%.%'), array_agg(distinct p.company_id::text) filter (where p.company_id is not null) into addresses, concerned, deep, firms
      from (select l.email, l.company_id from leads l where l.workspace_id = workspace and l.deleted_at is null and (l.created_at, l.id) < (after_at, after_id) order by l.created_at desc, l.id desc limit 51) p;
  end if;
  concerned := concerned || addresses || firms;
  if deep is not null then concerned := concerned || array(select d from unnest(deep) e, unnest(email_domains(e)) d); end if;
  if exists (select from suppressions s where s.workspace_id = workspace and s.kind = 'hash') then
    concerned := concerned || array(select address_hash(e) from unnest(addresses) e);
  end if;
  select string_agg(s.kind || ' ' || s.value || ' ' || s.reason, chr(10)) into lines
    from suppressions s where s.workspace_id = workspace and s.kind in ('address', 'domain', 'company', 'company_domain', 'hash') and s.value = any(concerned);
  if after_at is null then
    return query select l.id, l.email, l.first_name, l.last_name, l.title, l.company_id, l.company_name, l.city, l.country, l.status, l.tags, l.owner_id, l.created_at, l.last_activity_at, l.replied_at, lines
      from leads l where l.workspace_id = workspace and l.deleted_at is null order by l.created_at desc, l.id desc limit 51;
  else
    return query select l.id, l.email, l.first_name, l.last_name, l.title, l.company_id, l.company_name, l.city, l.country, l.status, l.tags, l.owner_id, l.created_at, l.last_activity_at, l.replied_at, lines
      from leads l where l.workspace_id = workspace and l.deleted_at is null and (l.created_at, l.id) < (after_at, after_id) order by l.created_at desc, l.id desc limit 51;
  end if;
end $$;
