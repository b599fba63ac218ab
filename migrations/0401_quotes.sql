-- Quotes: what was offered on a deal, as it stood on that day. A quote never changes; another offer is another quote.

create table quote_settings (
  workspace_id uuid not null references workspaces on delete cascade,
  sender       text not null default '',           -- name and address, a line each
  terms        text not null default '',           -- under the sum: payment, delivery
  prefix       text not null default 'Q-',
  tax_name     text not null default 'VAT',
  tax_percent  numeric(5,2) not null default 0 check (tax_percent between 0 and 100),
  valid_days   int not null default 30 check (valid_days between 1 and 3650),
  primary key (workspace_id)
);
call protect('quote_settings');

create table quotes (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  deal_id      uuid not null,
  serial       int not null,                        -- runs through the workspace, without gaps
  number       text not null,
  issued_on    date not null,
  valid_until  date not null,
  currency     text not null,
  net_minor    bigint not null,
  tax_minor    bigint not null,
  total_minor  bigint not null,
  content      jsonb not null,                      -- all that stands on it
  created_by   uuid,
  created_at   timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, deal_id) references deals (workspace_id, id) on delete cascade
);
create unique index quotes_in_a_row on quotes (workspace_id, serial);
create index quotes_of_deal on quotes (workspace_id, deal_id, serial desc);
call protect('quotes');
call record_rights_of('quotes', 'deal_id', 'deals', 'deals');

-- How far the row has come, whoever sees which quote.
call let_sweep('quotes');
create function quotes_so_far() returns int language sql stable security definer set search_path = public as $$
  select coalesce(max(serial), 0) from quotes where workspace_id = current_workspace()
$$;
alter function quotes_so_far() owner to overture_sweep;
revoke all on function quotes_so_far() from public;
grant execute on function quotes_so_far() to overture_app;
