-- Taking in many mails. What is looked up for every answer is found by an index: the mails that answered one of ours, and ours in
-- a thread (both read all mails of the workspace before). Searches ask the words of a mail (0080, 0252), and nobody asks these
-- letters any more, which cost every mail that came in more than its other indexes together.
alter table inbox_messages drop column searchable;
create index inbox_messages_answering on inbox_messages (workspace_id, answers) where answers is not null;
create index messages_in_thread on messages (workspace_id, thread_id) where thread_id is not null;
