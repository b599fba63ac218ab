-- Sending at speed, once more: what a mail's way writes beside its row.
--
-- What a worker takes up together is one row here, and an attempt is written once, when it has ended. While it is under way
-- the mail itself says so: state, fence, worker and lease are in its row, committed before a server hears of it. Leases that
-- ran out are found through these rows, so that still no index names a lease.
create table claims (
  workspace_id uuid not null references workspaces on delete cascade,
  id           uuid not null default new_id(),
  worker       text not null,
  message_ids  uuid[] not null,
  look_at      timestamptz not null,           -- none of their leases runs out before
  primary key (workspace_id, id)
);
create index claims_to_look_at on claims (look_at);
call protect('claims');
call let_sweep('claims');

-- A worker of an earlier version still writes its attempt when it begins; so both are asked.
create or replace function sending_leases_over(at timestamptz, most int) returns table (workspace_id uuid, message_id uuid)
language sql stable security definer set search_path = public as $$
  select o.workspace_id, o.id from (
    select m.workspace_id, m.id, m.lease_until
      from claims c cross join lateral unnest(c.message_ids) i (id)
      join messages m on m.workspace_id = c.workspace_id and m.id = i.id
     where c.look_at <= at and m.stage = 'open' and m.state in ('claimed', 'handed') and m.lease_until < at
    union
    select m.workspace_id, m.id, m.lease_until
      from attempts a join messages m on m.workspace_id = a.workspace_id and m.id = a.message_id and m.fence = a.no
     where a.ended_at is null and m.stage = 'open' and m.state in ('claimed', 'handed') and m.lease_until < at) o
   order by o.lease_until limit most
$$;

create function sending_claims_over(at timestamptz, most int) returns table (workspace_id uuid, claim_id uuid)
language sql stable security definer set search_path = public as $$
  select c.workspace_id, c.id from claims c where c.look_at <= at order by c.look_at limit most
$$;
alter function sending_claims_over(timestamptz, int) owner to overture_sweep;
revoke all on function sending_claims_over(timestamptz, int) from public;
grant execute on function sending_claims_over(timestamptz, int) to overture_app;

-- Whose mail a token names is asked of the bytes, which are written once: the mail's row changes, and takes part in every
-- index again when it is accepted.
create index message_bytes_by_id on message_bytes (message_id);
create policy sweep on message_bytes for select to overture_sweep using (true);
grant select (workspace_id, message_id) on message_bytes to overture_sweep;
create or replace function tracked_mails(ids uuid[]) returns table (workspace_id uuid, message_id uuid)
language sql stable security definer set search_path = public as $$
  select b.workspace_id, b.message_id from message_bytes b where b.message_id = any(ids)
$$;
drop index messages_by_id;

-- The gate's question once more, for the common case: everybody is there, and nothing that was asked about is suppressed. The
-- leads are held first; the list is read after that, with a new snapshot, so a stop that has just been committed is seen.
-- `words`: the addresses and the domains they lie in. False: ask lock_contactable who and why.
create function hold_contactable(workspace uuid, lead_ids uuid[], words text[]) returns boolean
language plpgsql volatile as $$
declare held int;
begin
  select count(*) filter (where h.deleted_at is null) into held from (
    select l.deleted_at from leads l where l.workspace_id = workspace and l.id = any(lead_ids) order by l.id for share) h;
  return held = cardinality(lead_ids)
     and not exists (select from suppressions x where x.workspace_id = workspace and x.kind in ('address', 'domain') and x.value = any(words));
end $$;
