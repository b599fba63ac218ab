-- What the DNS says of the domains we send from: looked at when a mailbox comes, weekly, and on demand.
create table sender_domains (
  workspace_id  uuid not null references workspaces on delete cascade,
  domain        text not null,
  selectors     text[] not null default '{}',   -- DKIM selectors a person named
  report        jsonb,
  checked_at    timestamptz,
  next_check_at timestamptz not null default now(),
  primary key (workspace_id, domain)
);
call protect('sender_domains');
call let_sweep('sender_domains');

insert into sender_domains (workspace_id, domain)
select distinct workspace_id, split_part(address, '@', 2) from mailboxes where kind = 'smtp' and deleted_at is null;

create function sender_domains_due(at timestamptz, most int) returns table (workspace_id uuid, domain text)
language sql stable security definer set search_path = public as $$
  select d.workspace_id, d.domain from sender_domains d where d.next_check_at <= at order by d.next_check_at limit most
$$;
alter function sender_domains_due(timestamptz, int) owner to overture_sweep;
revoke all on function sender_domains_due(timestamptz, int) from public;
grant execute on function sender_domains_due(timestamptz, int) to overture_app;

-- A link by which the owner of a mailbox types its new password and sees nothing else. Only the hash is kept.
create table reconnect_links (
  workspace_id uuid not null references workspaces on delete cascade,
  token_hash   bytea not null,
  mailbox_id   uuid not null,
  created_at   timestamptz not null,
  created_by   text not null,
  expires_at   timestamptz not null,
  tries        int not null default 0,
  used_at      timestamptz,
  primary key (workspace_id, token_hash),
  foreign key (workspace_id, mailbox_id) references mailboxes (workspace_id, id) on delete cascade
);
call protect('reconnect_links');
call let_sweep('reconnect_links');
create function reconnect_link_of(token_hash bytea) returns table (workspace_id uuid)
language sql stable security definer set search_path = public as $$
  select l.workspace_id from reconnect_links l where l.token_hash = reconnect_link_of.token_hash
$$;
alter function reconnect_link_of(bytea) owner to overture_sweep;
revoke all on function reconnect_link_of(bytea) from public;
grant execute on function reconnect_link_of(bytea) to overture_app;
