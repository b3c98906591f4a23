-- A new import, seen by its own transaction only.
insert into claimd.import (id, label)
values (:'import'::uuid, :'label');
