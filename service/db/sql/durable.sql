-- Settings under which an acknowledged write may be lost.
select unsafe.name, s.reset_val as setting, unsafe.loses
  from (values ('fsync', 'a crash of the machine may lose the whole database'),
               ('full_page_writes', 'a crash of the machine may leave torn pages'),
               ('synchronous_commit', 'a crash of the server loses the last writes')) as unsafe (name, loses)
  join pg_catalog.pg_settings as s using (name)
 where s.reset_val = 'off';
