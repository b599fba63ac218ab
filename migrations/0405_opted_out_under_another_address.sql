-- A change of the address once left the silence behind: whoever had opted out under an earlier address, or another one of theirs, could
-- be written to at the one of today. Only an opt-out or a complaint that still stands is carried on: who was allowed again stays so, and an entry that
-- is there for the address of today, whatever it says, is left alone. As source 'edit' it goes as what came along with a change of the
-- address goes: with the change, or when they come back by themselves. Campaigns hear of it at the gate.
--
-- Behind the wall of one workspace after the other: no table is locked, and mails go on leaving.
do $$
declare workspace uuid;
begin
  for workspace in select * from all_workspaces() loop
    perform set_config('app.workspace_id', workspace::text, true);
    insert into suppressions (workspace_id, kind, value, reason, source, note)
    select workspace, 'address', l.email, min(s.reason), 'edit', 'Asked for it under another address.'
      from leads l
      join lateral (select lower(m.to_address) as address from messages m where m.workspace_id = workspace and m.lead_id = l.id and m.origin = 'campaign'
                    union select a.address from lead_addresses a where a.workspace_id = workspace and a.lead_id = l.id) theirs on true
      join suppressions s on s.workspace_id = workspace and s.reason in ('opted_out', 'complained')
       and (s.kind = 'address' and s.value = theirs.address or s.kind = 'hash' and s.value = address_hash(theirs.address))
     where l.workspace_id = workspace and l.opted_out_at is not null
       and not exists (select from suppressions own where own.workspace_id = workspace
             and (own.kind = 'address' and own.value = l.email or own.kind = 'hash' and own.value = address_hash(l.email)))
     group by l.id, l.email
    on conflict do nothing;
  end loop;
  perform set_config('app.workspace_id', '', true);
end $$;
