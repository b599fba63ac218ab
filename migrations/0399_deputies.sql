-- The mailbox a lead would begin from if its person were not away: what a deputy took over stays there, though the campaign never chose
-- the deputy's mailbox.
alter table enrollments add column deputy_of uuid;
