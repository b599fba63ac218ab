-- What hangs on records of several kinds is seen where its record is: the history of fields, files, signals; and what was or may be
-- made one is seen by whoever sees both.
create procedure record_rights_of_subject(name text) language plpgsql as $$
begin
  execute format('create policy record_rights on %1$I as restrictive to overture_app using (
    case subject
      when ''lead''    then (select seen_owners(''leads'')) is null     or exists (select from leads r     where r.workspace_id = %1$I.workspace_id and r.id = %1$I.subject_id)
      when ''company'' then (select seen_owners(''companies'')) is null or exists (select from companies r where r.workspace_id = %1$I.workspace_id and r.id = %1$I.subject_id)
      when ''deal''    then (select seen_owners(''deals'')) is null     or exists (select from deals r     where r.workspace_id = %1$I.workspace_id and r.id = %1$I.subject_id)
      else true
    end) with check (true)', name);
end $$;
call record_rights_of_subject('field_changes');
call record_rights_of_subject('record_files');
call record_rights_of_subject('signals');

create procedure record_rights_of_two(name text, one text, other text) language plpgsql as $$
begin
  execute format('create policy record_rights on %1$I as restrictive to overture_app using (
    case subject
      when ''lead''    then (select seen_owners(''leads'')) is null     or (select count(*) from leads r     where r.workspace_id = %1$I.workspace_id and r.id in (%1$I.%2$I, %1$I.%3$I)) = 2
      when ''company'' then (select seen_owners(''companies'')) is null or (select count(*) from companies r where r.workspace_id = %1$I.workspace_id and r.id in (%1$I.%2$I, %1$I.%3$I)) = 2
      else true
    end) with check (true)', name, one, other);
end $$;
call record_rights_of_two('merges', 'winner_id', 'loser_id');
call record_rights_of_two('duplicate_pairs', 'a_id', 'b_id');

-- An address is taken by whoever has it, as the first one or as another one.
call let_sweep('lead_addresses');
create or replace function address_is_taken(address text) returns boolean language sql stable security definer set search_path = public as $$
  select exists (select from leads l where l.workspace_id = current_workspace() and l.email = lower(address_is_taken.address) and l.deleted_at is null)
      or exists (select from lead_addresses a join leads l on l.workspace_id = a.workspace_id and l.id = a.lead_id and l.deleted_at is null
                  where a.workspace_id = current_workspace() and a.address = lower(address_is_taken.address))
$$;
