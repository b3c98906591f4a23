-- Whether the role has the service's rights already, and what would give them.
select pg_has_role(:'role'::name, 'claimd_service', 'member') as member,
       format('grant claimd_service to %I', :'role') as grant_statement;
