-- What imports and single writes hold alike.
SET LOCAL search_path = claimd, pg_temp;

CREATE OR REPLACE FUNCTION cited_texts(import_id uuid, at_line int, OUT places text[], OUT hashes text[], OUT texts text[])
LANGUAGE sql VOLATILE STRICT SECURITY DEFINER SET search_path = claimd, pg_temp
BEGIN ATOMIC
    SELECT array_agg(ref.pointer ORDER BY ref.pointer),
           array_agg(CASE WHEN own.line IS NULL THEN source.text_sha256 ELSE own.body::jsonb ->> 'text_sha256' END
                     ORDER BY ref.pointer),
           array_agg(CASE WHEN record.withheld_at IS NULL THEN source_text.text END ORDER BY ref.pointer)
      FROM import_ref ref
      JOIN import_value value ON value.import = ref.import AND value.value = ref.value AND value.kinds = ref.kinds
      LEFT JOIN import_line own ON own.import = ref.import AND own.record = value.target
      LEFT JOIN source ON source.id = value.target
      LEFT JOIN record ON record.id = source.id
      LEFT JOIN source_text ON source_text.source = source.id
     WHERE ref.import = import_id AND ref.line = at_line AND ref.pointer ~ '^/citations/[0-9]+/source$'
       AND (own.line IS NOT NULL OR source.id IS NOT NULL);
END;
COMMENT ON FUNCTION cited_texts(uuid, int) IS
    'Of each citation of a staged line: its reference''s place, the hash of the source''s text as the source will have it, and the text on file, null where there is none';
