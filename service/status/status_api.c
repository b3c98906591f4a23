#include "status/status_api.h"

#include <string.h>

#include "claimd/json_write.h"
#include "db/migrations.h"
#include "status_ready_sql.h"

static const char *const flag[] = {"", NULL};
static const struct param_spec verbose = {.name = "verbose", .kind = PARAM_ONE_OF, .choices = flag};
const struct param_spec *const status_ready_params[1] = {&verbose};

/* What is true of this moment only is kept by no cache (RFC 9111, 5.2.2.5). */
static void begin_reply(struct request *request, struct json_writer *json)
{
    request->reply.media = MEDIA_JSON;
    reply_header(&request->reply, "Cache-Control", TEXT("no-store"));
    json_writer_init(json, &request->reply.body);
    json_write_object_begin(json);
}

enum err status_live(struct request *request, const struct rows *rows, struct ask *ask)
{
    (void)rows;
    (void)ask;
    struct json_writer json;
    begin_reply(request, &json);
    json_write_key(&json, "status");
    json_write_string(&json, TEXT("live"));
    json_write_object_end(&json);
    return ERR_NONE;
}

enum err status_version(struct request *request, const struct rows *rows, struct ask *ask)
{
    (void)rows;
    (void)ask;
    struct json_writer json;
    begin_reply(request, &json);
    json_write_key(&json, "name");
    json_write_string(&json, TEXT("claimd"));
    json_write_key(&json, "version");
    json_write_string(&json, TEXT(CLAIMD_VERSION));
    json_write_key(&json, "migration");
    json_write_int(&json, claimd_migrations.items[claimd_migrations.count - 1].version);
    json_write_object_end(&json);
    return ERR_NONE;
}

/* NULL where the database is the one that this program was built for, else what is the matter. */
static const char *migration_fault(const struct rows *rows)
{
    const struct migration *newest = &claimd_migrations.items[claimd_migrations.count - 1];
    int64_t version = row_int(rows, 0, rows_column(rows, "version"));
    if (version < newest->version)
        return "behind";
    if (version > newest->version)
        return "ahead";
    return text_equal(row_text(rows, 0, rows_column(rows, "sha256")), text_of(newest->sha256)) ? NULL : "altered";
}

enum err status_ready(struct request *request, const struct rows *rows, struct ask *ask)
{
    if (rows == NULL) {
        ask_begin(ask, &status_ready_sql, 0, LANE_FAST);
        return ERR_NONE;
    }
    const char *fault = migration_fault(rows);
    struct json_writer json;
    begin_reply(request, &json);
    if (fault != NULL) {
        request->reply.status = 503;
        reply_header(&request->reply, "Retry-After", TEXT("5"));
    }
    json_write_key(&json, "status");
    json_write_string(&json, fault == NULL ? TEXT("ready") : TEXT("not ready"));
    if (fault != NULL || params_has(&request->params, "verbose")) {
        json_write_key(&json, "checks");
        json_write_object_begin(&json);
        json_write_key(&json, "database");
        json_write_string(&json, TEXT("reached"));
        json_write_key(&json, "migrations");
        json_write_string(&json, fault == NULL ? TEXT("current") : text_of(fault));
        json_write_key(&json, "recovering");
        json_write_bool(&json, row_bool(rows, 0, rows_column(rows, "recovering")));
        json_write_key(&json, "reach_jobs");
        json_write_int(&json, row_int(rows, 0, rows_column(rows, "reach_jobs")));
        json_write_object_end(&json);
    }
    json_write_object_end(&json);
    return ERR_NONE;
}
