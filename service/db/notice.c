#include "db/notice.h"

#include <string.h>

#define SQLSTATE_WARNING "01000"

static bool field_is(const PGresult *notice, int field, const char *wanted)
{
    const char *value = PQresultErrorField(notice, field);
    return value != NULL && strcmp(value, wanted) == 0;
}

/*
 * Its SQLSTATE is that of any warning and its words are in the server's language (lc_messages), so it is known by where
 * in the server it was raised (src/backend/replication/syncrep.c), and by its English words, should a proxy leave that
 * out. The other warning from there, SQLSTATE 57P01, is followed by the end of the connection.
 */
bool notice_is_unreplicated(const PGresult *notice)
{
    if (field_is(notice, PG_DIAG_SOURCE_FUNCTION, "SyncRepWaitForLSN"))
        return true;
    return field_is(notice, PG_DIAG_SQLSTATE, SQLSTATE_WARNING) &&
           field_is(notice, PG_DIAG_MESSAGE_PRIMARY, "canceling wait for synchronous replication due to user request");
}
