#include "config_options.h"

#include "config.h"

#define SECOND     INT64_C(1000)
#define MINUTE     (60 * SECOND)
#define HOUR       (60 * MINUTE)
#define AT(member) .offset = offsetof(struct config, member)

static const char *const log_levels[] = {"error", "warning", "info", "debug", NULL}; /* enum log_level */

static const char *const read_auths[] = {"none", "required", NULL}; /* enum config_read_auth */

/* clang-format off */
const struct option_row config_options[] = {
    {"database", "DATABASE_URL", OPTION_DATABASE, CONFIG_SERVE | CONFIG_MIGRATE | CONFIG_IMPORT | CONFIG_KEY, AT(database_url),
     .fallback = "", .help = "libpq URI or conninfo of the database; empty leaves it to libpq's variables (PGHOST, …)"},
    {"migrate-database", "CLAIMD_MIGRATE_URL", OPTION_DATABASE, CONFIG_MIGRATE | CONFIG_KEY, AT(migrate_url),
     .fallback = "", .help = "the same for the role that owns the schema; empty is --database"},
    {"listen", "CLAIMD_LISTEN", OPTION_ENDPOINT, CONFIG_SERVE, AT(listen),
     .fallback = "127.0.0.1:8080", .help = "where the API is served; port 0 lets the kernel choose one"},
    {"private-listen", "CLAIMD_PRIVATE_LISTEN", OPTION_ENDPOINT, CONFIG_SERVE | CONFIG_HEALTH, AT(private_listen),
     .fallback = "127.0.0.1:8081", .help = "where /livez, /readyz and /version are"},
    {"loops", "CLAIMD_LOOPS", OPTION_NUMBER, CONFIG_SERVE, AT(loops),
     .fallback = "0", .min = 0, .max = 256, .help = "threads that serve; 0 is one for each CPU"},
    {"fast-connections", "CLAIMD_FAST_CONNECTIONS", OPTION_NUMBER, CONFIG_SERVE, AT(fast_connections),
     .fallback = "2", .min = 1, .max = 64, .help = "database connections of each loop for quick statements"},
    {"slow-connections", "CLAIMD_SLOW_CONNECTIONS", OPTION_NUMBER, CONFIG_SERVE, AT(slow_connections),
     .fallback = "8", .min = 1, .max = 256, .help = "database connections of all loops together for searches and counts"},
    {"stream-connections", "CLAIMD_STREAM_CONNECTIONS", OPTION_NUMBER, CONFIG_SERVE, AT(stream_connections),
     .fallback = "4", .min = 1, .max = 256, .help = "database connections of all loops together for exports"},
    {"write-connections", "CLAIMD_WRITE_CONNECTIONS", OPTION_NUMBER, CONFIG_SERVE, AT(write_connections),
     .fallback = "8", .min = 1, .max = 256, .help = "database connections of all loops together for writes"},
    {"fast-queue", "CLAIMD_FAST_QUEUE", OPTION_NUMBER, CONFIG_SERVE, AT(fast_queue),
     .fallback = "1024", .min = 1, .max = 65536, .help = "quick statements that may wait in a loop; past it the answer is 503"},
    {"slow-queue", "CLAIMD_SLOW_QUEUE", OPTION_NUMBER, CONFIG_SERVE, AT(slow_queue),
     .fallback = "64", .min = 1, .max = 65536, .help = "the same for slow ones"},
    {"stream-queue", "CLAIMD_STREAM_QUEUE", OPTION_NUMBER, CONFIG_SERVE, AT(stream_queue),
     .fallback = "16", .min = 1, .max = 65536, .help = "the same for exports"},
    {"write-queue", "CLAIMD_WRITE_QUEUE", OPTION_NUMBER, CONFIG_SERVE, AT(write_queue),
     .fallback = "256", .min = 1, .max = 65536, .help = "the same for writes"},
    {"read-deadline", "CLAIMD_READ_DEADLINE", OPTION_TIME, CONFIG_SERVE, AT(read_deadline),
     .fallback = "5s", .min = 10, .max = HOUR, .help = "time that a get or a list has"},
    {"search-deadline", "CLAIMD_SEARCH_DEADLINE", OPTION_TIME, CONFIG_SERVE, AT(search_deadline),
     .fallback = "10s", .min = 10, .max = HOUR, .help = "time that a search or a count has"},
    {"write-deadline", "CLAIMD_WRITE_DEADLINE", OPTION_TIME, CONFIG_SERVE, AT(write_deadline),
     .fallback = "5s", .min = 10, .max = HOUR, .help = "time that a write has, its wait for locks and for a standby included"},
    {"stream-deadline", "CLAIMD_STREAM_DEADLINE", OPTION_TIME, CONFIG_SERVE, AT(stream_deadline),
     .fallback = "30m", .min = SECOND, .max = 24 * HOUR, .help = "time that an export or an import has in all"},
    {"imports", "CLAIMD_IMPORTS", OPTION_NUMBER, CONFIG_SERVE, AT(imports),
     .fallback = "2", .min = 0, .max = 64, .help = "imports over HTTP at once; past it the answer is 503"},
    {"stream-rate", "CLAIMD_STREAM_RATE", OPTION_NUMBER, CONFIG_SERVE, AT(stream_rate),
     .fallback = "16384", .min = 0, .max = 1 << 30, .help = "bytes a second that a client must take of an export, or send of an import"},
    {"header-deadline", "CLAIMD_HEADER_DEADLINE", OPTION_TIME, CONFIG_SERVE, AT(header_deadline),
     .fallback = "10s", .min = 100, .max = 10 * MINUTE, .help = "time that a client has for its request's headers"},
    {"drain-deadline", "CLAIMD_DRAIN_DEADLINE", OPTION_TIME, CONFIG_SERVE, AT(drain_deadline),
     .fallback = "25s", .min = 0, .max = HOUR, .help = "time that requests under way have when the service is told to stop"},
    {"connections", "CLAIMD_CONNECTIONS", OPTION_NUMBER, CONFIG_SERVE, AT(connections),
     .fallback = "15000", .min = 1, .max = 100000, .help = "client connections at once"},
    {"connections-per-address", "CLAIMD_CONNECTIONS_PER_ADDRESS", OPTION_NUMBER, CONFIG_SERVE, AT(connections_per_address),
     .fallback = "0", .min = 0, .max = 100000, .help = "the same from one address; 0 sets no limit (behind a proxy)"},
    {"log-level", "CLAIMD_LOG_LEVEL", OPTION_CHOICE, CONFIG_SERVE, AT(log_level),
     .fallback = "info", .choices = log_levels, .help = "what is logged to stderr, JSON lines"},
    {"access-log", "CLAIMD_ACCESS_LOG", OPTION_SWITCH, CONFIG_SERVE, AT(access_log),
     .fallback = "no", .help = "log each request"},
    {"read-auth", "CLAIMD_READ_AUTH", OPTION_CHOICE, CONFIG_SERVE, AT(read_auth),
     .fallback = "none", .choices = read_auths, .help = "whether reads need a key, of any scope"},
    {"trusted-proxies", "CLAIMD_TRUSTED_PROXIES", OPTION_NETWORKS, CONFIG_SERVE, AT(trusted_proxies),
     .help = "addresses and networks, separated by commas, that keys are taken from where they say https"},
    {"write-origins", "CLAIMD_WRITE_ORIGINS", OPTION_ORIGINS, CONFIG_SERVE, AT(write_origins),
     .help = "https://host[:port], separated by commas, whose pages may write with a browser"},
    {"allow-unsafe-database", "CLAIMD_ALLOW_UNSAFE_DATABASE", OPTION_SWITCH, CONFIG_SERVE, AT(allow_unsafe_database),
     .fallback = "no", .help = "serve a database whose settings may lose what was acknowledged"},
    {"grant-to", NULL, OPTION_TEXT, CONFIG_MIGRATE, AT(grant_to),
     .help = "a role that is given the service's rights (claimd_service)"},
    {"label", "CLAIMD_LABEL", OPTION_TEXT, CONFIG_IMPORT, AT(label),
     .fallback = "claimd import", .help = "who writes, as the history shows it"},
    {"dry-run", NULL, OPTION_SWITCH, CONFIG_IMPORT, AT(dry_run),
     .fallback = "no", .help = "do everything, then take it back"},
    {"format", NULL, OPTION_TEXT, CONFIG_IMPORT, AT(format),
     .help = "what foreign files are in, instead of lines of records: eurepoc, misp-galaxy or attack"},
    {"attributions", NULL, OPTION_TEXT, CONFIG_IMPORT, AT(attributions),
     .help = "with --format eurepoc: the file of attributions"},
    {"incidents", NULL, OPTION_TEXT, CONFIG_IMPORT, AT(incidents),
     .help = "with --format eurepoc: the file of incidents"},
    {"batch", NULL, OPTION_NUMBER, CONFIG_IMPORT, AT(batch),
     .fallback = "0", .min = 0, .max = 1000000, .help = "lines of a transaction; 0: one transaction, all or nothing"},
    {"resume", NULL, OPTION_SWITCH, CONFIG_IMPORT, AT(resume),
     .fallback = "no", .help = "with --batch: go on behind the last batch of this file that was committed"},
    {"report", NULL, OPTION_TEXT, CONFIG_IMPORT, AT(report),
     .help = "a file that takes the result of every line, one JSON object a line"},
    {"quiet", NULL, OPTION_SWITCH, CONFIG_IMPORT, AT(quiet),
     .fallback = "no", .help = "do not tell how far it is"},
    {"name", NULL, OPTION_TEXT, CONFIG_KEY, AT(name),
     .help = "create: whose key it is, as the history shows it"},
    {"scope", NULL, OPTION_WORDS, CONFIG_KEY, AT(scopes),
     .help = "create: what it may do (claims:write, sources:write, moderate, admin); may be given again"},
    {"expires", NULL, OPTION_TEXT, CONFIG_KEY, AT(expires),
     .help = "create: its last day (2027-06-30, UTC) or how long it is taken (90d, 12h, 30m); without, until it is revoked"},
    {"json", NULL, OPTION_SWITCH, CONFIG_IMPORT | CONFIG_KEY, AT(json),
     .fallback = "no", .help = "report as one JSON object on stdout"},
    {"schema", NULL, OPTION_SWITCH, CONFIG_IMPORT, AT(schema),
     .fallback = "no", .help = "print the JSON Schema of a line and stop"},
};
/* clang-format on */

const size_t config_option_count = sizeof config_options / sizeof *config_options;

_Static_assert(sizeof config_options / sizeof *config_options <= CONFIG_OPTIONS_MAX, "too many settings");
