-- What came of checking the address of a lead. It speaks of `address`; when the lead has another one since, it says nothing.
create table address_checks (
  workspace_id uuid not null,
  lead_id      uuid not null,
  address      text not null,
  verdict      text not null check (verdict in ('good', 'risky', 'bad', 'unknown')),
  findings     jsonb not null,
  suggestion   text,
  checked_at   timestamptz not null,
  primary key (workspace_id, lead_id),
  foreign key (workspace_id, lead_id) references leads (workspace_id, id) on delete cascade
);
call protect('address_checks');
call record_rights_of('address_checks', 'lead_id', 'leads', 'leads');
