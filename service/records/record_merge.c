#include "records/record_merge.h"

/* `patch` as it stands where there was nothing: without its nulls. */
static json_t *fresh(json_t *patch)
{
    if (!json_is_object(patch))
        return json_incref(patch);
    json_t *made = json_object();
    if (made && record_merge(made, patch) != ERR_NONE) {
        json_decref(made);
        return NULL;
    }
    return made;
}

enum err record_merge(json_t *target, json_t *patch)
{
    const char *key;
    json_t *value;
    json_object_foreach(patch, key, value)
    {
        json_t *old = json_object_get(target, key);
        if (json_is_null(value)) {
            json_object_del(target, key);
        } else if (json_is_object(old) && json_is_object(value)) {
            enum err err = record_merge(old, value);
            if (err)
                return err;
        } else if (json_object_set_new(target, key, fresh(value)) != 0) {
            return ERR_INTERNAL;
        }
    }
    return ERR_NONE;
}
