/* The tables of record_fields.h as a JSON Schema. */
#ifndef CLAIMD_RECORDS_RECORD_SCHEMA_H
#define CLAIMD_RECORDS_RECORD_SCHEMA_H

#include "claimd/buf.h"

/* Appends the schema (2020-12) of a record as it is written: one line of an import. */
void record_schema(struct buf *buf);

#endif
