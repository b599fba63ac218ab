-- Most facts tell of a mail that was sent. They are found by lead, by campaign and by age; nobody asks for all of one workspace.
drop index events_by_type;
create index events_by_type on events (workspace_id, type, at) where type <> 'message.sent';
