/* The migrations that this program carries, made from migrations/ by tools/embed_migrations.py. */
#ifndef CLAIMD_DB_MIGRATIONS_H
#define CLAIMD_DB_MIGRATIONS_H

#include <stddef.h>

struct migration {
    int version; /* its index in the list */
    const char *name;
    const char *sha256; /* of the file, lower-case hex */
    const char *text;
};

struct migration_list {
    const struct migration *items;
    size_t count;
};

extern const struct migration_list claimd_migrations;

#endif
