-- How much of one of our own mails a reader may see. What a campaign wrote is the workspace's; what a person wrote by hand is as private
-- as the mailbox it left from. See mail_level.
create function message_level(workspace uuid, mailbox uuid, thread uuid, origin text, reader uuid, manager boolean) returns text language sql stable as $$
  select case when origin <> 'reply' then 'full' else coalesce(
    (select mail_level(b.sharing, b.owner_id, (select t.brought_in from threads t where t.workspace_id = workspace and t.id = thread), reader, manager)
       from mailboxes b where b.workspace_id = workspace and b.id = mailbox), 'none') end
$$;
