#include "import/import_json.h"

static void write_number(struct json_writer *json, const char *name, int64_t number)
{
    json_write_key(json, name);
    if (number > 0)
        json_write_int(json, number);
    else
        json_write_null(json);
}

void import_place_write(struct json_writer *json, const char *input, int64_t line, int64_t column)
{
    if (input) {
        json_write_key(json, "input");
        json_write_string(json, text_of(input));
    }
    write_number(json, "line", line);
    if (input)
        write_number(json, "column", column);
}

void import_fault_write(struct json_writer *json, const struct import_fault *fault)
{
    json_write_key(json, "pointer");
    json_write_string(json, fault->pointer.ptr ? fault->pointer : TEXT(""));
    json_write_key(json, "code");
    json_write_string(json, fault->code);
    json_write_key(json, "detail");
    json_write_string(json, fault->detail);
    json_write_key(json, "allowed");
    if (fault->allowed) {
        json_write_array_begin(json);
        for (size_t i = 0; fault->allowed[i]; i++)
            json_write_string(json, text_of(fault->allowed[i]));
        json_write_array_end(json);
    } else {
        json_write_string(json, fault->allowed_text);
    }
    json_write_key(json, "suggestions");
    json_write_array_begin(json);
    for (size_t i = 0; i < fault->suggestion_count; i++)
        json_write_string(json, fault->suggestions[i]);
    json_write_array_end(json);
}

void import_faults_write(struct json_writer *json, const struct import_faults *faults, const char *const *names)
{
    json_write_array_begin(json);
    for (size_t i = 0; i < faults->count; i++) {
        const struct import_fault *fault = &faults->items[i];
        json_write_object_begin(json);
        import_place_write(json, names ? names[fault->input] : NULL, fault->line, fault->column);
        import_fault_write(json, fault);
        json_write_object_end(json);
    }
    json_write_array_end(json);
}

void import_counts_write(struct json_writer *json, const struct import_counts counts[RECORD_TYPE_COUNT])
{
    json_write_object_begin(json);
    for (size_t type = 0; type < RECORD_TYPE_COUNT; type++) {
        json_write_key(json, record_shapes[type].name);
        json_write_object_begin(json);
        json_write_key(json, "created");
        json_write_int(json, counts[type].created);
        json_write_key(json, "updated");
        json_write_int(json, counts[type].updated);
        json_write_key(json, "unchanged");
        json_write_int(json, counts[type].unchanged);
        json_write_object_end(json);
    }
    json_write_object_end(json);
}

void import_marks_write(struct json_writer *json, const struct import_result *result, const char *const *names)
{
    json_write_key(json, "kept");
    json_write_array_begin(json);
    for (size_t i = 0; i < result->kept.count; i++) {
        const struct import_fault *kept = &result->kept.items[i];
        json_write_object_begin(json);
        import_place_write(json, names ? names[kept->input] : NULL, kept->line, kept->column);
        json_write_pair(json, "pointer", kept->pointer);
        json_write_object_end(json);
    }
    json_write_array_end(json);
    json_write_key(json, "kept_omitted");
    json_write_int(json, result->kept.omitted);
    json_write_key(json, "missing");
    json_write_int(json, result->missing);
    json_write_key(json, "found");
    json_write_int(json, result->found);
}
