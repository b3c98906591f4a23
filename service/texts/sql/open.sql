-- A source to which a text is put: its body, the text that is on file, and a row for each quote that was verified.
\set id '00000000-0000-4000-8000-000000000000'
select source.id, source.slug, record.revision, record.withheld_at is not null as withheld,
       record.retracted_at is not null as retracted, body.body, coalesce(on_file.stored, false) as stored,
       cited.type, cited.statement, cited.position, cited.exact, cited.quote_start, cited.quote_end
  from claimd.source
  join claimd.record on record.id = source.id
  join claimd.revision on revision.record = record.id and revision.number = record.revision
  left join claimd.revision_body as body on body.seq = revision.seq
  left join claimd.source_text as on_file on on_file.source = source.id
  left join (select citation.source, citing.type, citation.statement, citation.position, citation.exact,
                    citation.quote_start, citation.quote_end
               from claimd.citation
               join claimd.record as citing on citing.id = citation.statement
              where citation.verified_how is not null) as cited on cited.source = source.id
 where source.id = :'id'::uuid --? by_id
--!  where source.slug = :'id' --? !by_id
 order by cited.quote_start, cited.statement, cited.position;
