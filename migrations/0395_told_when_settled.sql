-- A hit that looks like a person's becomes a fact when nothing can unmask it any more: `tell_at` is that moment, until it is told or
-- unmasked. So a hit of a person without it needs no telling: its fact stands, by itself or by an earlier hit of the same link.
alter table tracking_hits add column tell_at timestamptz;
create index tracking_hits_to_tell on tracking_hits (tell_at) where tell_at is not null;
create policy sweep on tracking_hits for select to overture_sweep using (true);
grant select (workspace_id, message_id, tell_at) on tracking_hits to overture_sweep;

create function hits_to_tell(moment timestamptz, most int) returns table (workspace_id uuid, message_id uuid)
language sql stable security definer set search_path = public as $$
  select distinct due.workspace_id, due.message_id
    from (select h.workspace_id, h.message_id from tracking_hits h where h.tell_at <= moment order by h.tell_at limit most) due
$$;
alter function hits_to_tell(timestamptz, int) owner to overture_sweep;
revoke all on function hits_to_tell(timestamptz, int) from public;
grant execute on function hits_to_tell(timestamptz, int) to overture_app;
